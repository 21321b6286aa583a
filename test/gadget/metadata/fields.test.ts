import { describe, expect, it } from 'vitest';
import { refineBy } from '../../../grader/gadget/metadata/refine.ts';
import { createModuleStream } from '../../../grader/gadget/pipeline.ts';
import { loadModule } from '../../../grader/gadget/wasm/load.ts';
import { containerOf } from '../containers.ts';
import { chars, gadgetProcess, openEvent, struct, timestamp, tracer, uint } from '../layouts.ts';
import { buildTestModule } from '../wasm/support.ts';
import { annotate, type Event, metadataOf, show } from './show.ts';

const open: Event = {
  layout: openEvent,
  values: { 'proc.comm': 'sh', 'proc.pid': 77, filename: 'bar', flags: 577 },
};

const heading = async (yaml: string, event = open, fields?: string): Promise<string> =>
  (await show(yaml, event, { fields })).text.split('\n')[0] ?? '';

describe('fields of every origin', () => {
  const decoded: Event = {
    layout: struct('event', { flags_raw: uint(4, 'gadget_file_flags'), timestamp_raw: timestamp }),
    values: { flags_raw: 577 },
  };

  it.each([
    ['a member of the struct', 'flags', open],
    ['a member of a struct within', 'proc.parent.pid', open],
    ['a field of the container', 'runtime.containerName', open],
    ['a field of the pod', 'k8s.podName', open],
    ['the text that a formatter made', 'flags', decoded],
    ['the time that a formatter made', 'timestamp', decoded],
    ['written in other letters', 'RUNTIME.containername', open],
  ])('can be described: %s', async (_, field, event) => {
    const yaml = annotate(field, {
      'columns.width': '40',
      'columns.alias': 'X',
      'columns.alignment': 'right',
    });
    expect(await heading(yaml, event, field)).toBe('X'.padStart(40));
  });

  it('can be described: a field that a module adds', async () => {
    const said = await metadataOf(annotate('count', { 'columns.width': '5', 'columns.alignment': 'right' }));
    const notes: unknown[] = [];
    const stream = await createModuleStream(
      {
        tracers: [tracer(openEvent)],
        bootOffset: 0n,
        containerOf,
        output: { mode: 'columns', fields: 'count', width: undefined },
        onNote: (note) => notes.push(note),
        refine: refineBy({ said, file: 'gadget.yaml' }, (note) => notes.push(note)),
      },
      loadModule(await buildTestModule('misbehave')),
    );
    expect(stream.header()).toBe('COUNT\n');
    expect(stream.format({ dataSource: 'open', bytes: new Uint8Array(openEvent.size) })).toBe('    1\n');
    expect(notes).toEqual([]);
  });

  it('can be described: of a data source that is written in other letters', async () => {
    const yaml = annotate('flags', { 'columns.width': '5' }).replace('"open"', '"OPEN"');
    expect(await heading(yaml, open, 'flags')).toBe('FLAGS');
  });
});

describe('where several things say how a field looks', () => {
  const pid: Event = { layout: struct('event', { pid: uint(4, 'gadget_pid') }), values: { pid: 7 } };

  it.each([
    ['its type has a say', {}, 'PID'.padStart(16)],
    ['it keeps what a template of the yaml does not speak of', { template: 'comm' }, 'PID'.padStart(16)],
    ['what the template sets wins over the type', { template: 'duration' }, 'PID'.padStart(20)],
    [
      'what the yaml itself says wins over both',
      { 'columns.alignment': 'left', template: 'duration' },
      'PID'.padEnd(20),
    ],
    ['in whichever order it is written', { template: 'duration', 'columns.width': '4' }, ' PID'],
  ])('%s', async (_, annotations, expected) => {
    expect(await heading(annotate('pid', annotations), pid)).toBe(expected);
  });

  it('a template can hide a field, and the yaml shows it again', async () => {
    expect(await heading(annotate('flags', { template: 'ns' }))).not.toContain('FLAGS');
    const shown = await heading(annotate('flags', { template: 'ns', 'columns.hidden': 'false' }));
    expect(shown).toMatch(/FILENAME +FLAGS$/);
  });
});

describe('ids and names of users and groups', () => {
  const owned: Event = {
    layout: struct('event', { proc: gadgetProcess, owner_raw: uint(4, 'gadget_uid'), name: chars(4) }),
    values: {},
  };

  it.each(['proc.creds.uid', 'proc.creds.gid', 'proc.creds.user', 'proc.creds.group', 'owner', 'owner_raw'])(
    'stay hidden whatever the yaml says: %s',
    async (field) => {
      const { text: plain } = await show('', owned);
      const { text, notes } = await show(annotate(field, { 'columns.hidden': 'false' }), owned);
      expect(text).toBe(plain);
      expect(notes).toEqual([]);
    },
  );

  it('can still be asked for, and then look as the yaml says', async () => {
    const yaml = annotate('proc.creds.user', { 'columns.width': '6' });
    expect(await heading(yaml, owned, 'proc.creds.user')).toMatch(/^[A-Z.…]{6}$|^USER {2}$/);
  });
});

describe('what cannot be done is said, with its place, and the rest is done', () => {
  const yaml = (field: string, annotation: string): string =>
    `datasources:\n  open:\n    fields:\n      ${field}:\n        annotations:\n          ${annotation}\n          columns.alias: x`;

  it.each([
    ['flgas', 'columns.width: 3', '4:7: `open` has no field `flgas`; did you mean `flags`?'],
    ['nothing.like.it', 'columns.width: 3', '4:7: `open` has no field `nothing.like.it`'],
    [
      'filename',
      'columns.width: type',
      '6:26: `columns.width: type` is ignored: only integers and bool have a width by type, `filename` has not',
    ],
    ['flags', 'columns.replace: nothing', '6:28: `columns.replace` is ignored: there is no field `nothing`'],
    ['flags', 'columns.replace: k8s', '6:28: `columns.replace` is ignored: there is no field `k8s`'],
  ])('%s: %s', async (field, annotation, note) => {
    const { text, notes } = await show(yaml(field, annotation), open);
    expect(notes).toEqual([`gadget.yaml:${note}`]);
    expect(text).toMatch(/^RUNTIME\.CONTAINERNAME .*\n.* bar /);
    if (note.includes('is ignored')) expect(text.split('\n')[0]).toMatch(/ X( |$)/);
  });

  it('a data source that there is not', async () => {
    const { notes } = await show('datasources:\n  opne: {}', open);
    expect(notes).toEqual(['gadget.yaml:2:3: the gadget has no data source `opne`; did you mean `open`?']);
  });

  it('a width or an alignment that cannot be leaves the column as it is', async () => {
    const plain = await show('', open);
    for (const annotation of ['columns.width: wide', 'columns.alignment: center'])
      expect(await show(yaml('flags', annotation).replace(/\n +columns.alias: x/, ''), open)).toEqual(plain);
  });
});
