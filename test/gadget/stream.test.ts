import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allOperators } from '../../grader/gadget/operators/all.ts';
import { compileTable } from '../../grader/gadget/output/columns.ts';
import { selectColumns } from '../../grader/gadget/output/select.ts';
import { createGadgetStream, type Note, type OutputOptions } from '../../grader/gadget/pipeline.ts';
import type { TracerFacts } from '../../grader/model/capture.ts';
import type { StructLayout } from '../../grader/model/layout.ts';
import { busybox, containerOf } from './containers.ts';
import {
  array,
  chars,
  gadgetProcess,
  nested,
  openEvent,
  sample,
  struct,
  timestamp,
  tracer,
  uint,
} from './layouts.ts';
import { constantText, runOperators } from './run-operators.ts';

const bootOffset = 1_795_000_000_000_000_000n;
const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'UTC';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

/** `echo foo > bar` in a busybox container, as the contract's sample has it. */
const bar = sample(openEvent, {
  timestamp_raw: 356691040917926n,
  'proc.comm': 'sh',
  'proc.pid': 6662,
  'proc.tid': 6662,
  'proc.mntns_id': busybox.mntns,
  'proc.parent.comm': 'containerd-shim',
  'proc.parent.pid': 20061,
  filename: 'bar',
  flags: 577,
});

const line =
  '{"filename":"bar","flags":577,"flags_decoded":"O_WRONLY|O_CREAT|O_TRUNC","k8s":{"containerName":"","hostnetwork":false,"namespace":"","node":"","owner":{"kind":"","name":""},"podLabels":"","podName":""},"proc":{"comm":"sh","creds":{"gid":0,"group":"root","uid":0,"user":"root"},"mntns_id":4026532182,"parent":{"comm":"containerd-shim","pid":20061},"pid":6662,"tid":6662},"runtime":{"containerId":"' +
  busybox.id +
  '","containerImageDigest":"","containerImageName":"busybox","containerName":"factc","containerPid":1260,"containerStartedAt":1795355266660282680,"runtimeName":"docker"},"timestamp":"2026-11-22T14:11:31.040917926Z","timestamp_raw":1795356691040917926}\n';

/** Step 04's data source: the WASM module's field comes right after the struct's. */
const step04 = () =>
  runOperators(openEvent, [
    constantText('flags_decoded', 'O_WRONLY|O_CREAT|O_TRUNC'),
    ...allOperators({ bootOffset, containerOf }),
  ]);

interface Streamed {
  readonly text: string;
  readonly notes: readonly Note[];
}

function stream(
  output: Partial<OutputOptions>,
  events: readonly Uint8Array[] = [bar],
  layouts: readonly StructLayout[] = [openEvent],
): Streamed {
  const notes: Note[] = [];
  const tracers = layouts.map(
    (layout, index): TracerFacts => tracer(layout, index === 0 ? 'open' : `ds${index}`),
  );
  const { header, format } = createGadgetStream({
    tracers,
    bootOffset,
    containerOf,
    output: { mode: 'columns', fields: undefined, width: undefined, ...output },
    onNote: (note) => notes.push(note),
  });
  const text = header() + events.map((bytes) => format({ dataSource: 'open', bytes })).join('');
  return { text, notes };
}

const titles = (fields: string | undefined, layout = openEvent): readonly string[] =>
  stream({ fields }, [], [layout]).text.trim().split(/\s+/);

describe('JSON', () => {
  it('is the line of the contract, byte for byte', () => {
    expect(step04().print(bar)).toBe(line);
  });

  it('has no container without a mount namespace', () => {
    const template = struct('event', { timestamp_raw: timestamp });
    const { text } = stream(
      { mode: 'json' },
      [sample(template, { timestamp_raw: 356691040917926n })],
      [template],
    );
    expect(text).toBe('{"timestamp":"2026-11-22T14:11:31.040917926Z","timestamp_raw":1795356691040917926}\n');
  });

  it('has the same keys for an event of the host', () => {
    const host = sample(openEvent, { 'proc.mntns_id': 1n, timestamp_raw: 1n });
    const keysOf = (text: string) => text.match(/"\w+":/g);
    expect(keysOf(stream({ mode: 'json' }, [host]).text)).toEqual(keysOf(stream({ mode: 'json' }).text));
  });

  it('sorts keys by their bytes and ignores --fields', () => {
    const layout = struct('event', { zz: uint(1), Z: uint(1), a: uint(1), _: uint(1) });
    const { text } = stream({ mode: 'json', fields: 'a' }, [Uint8Array.of(1, 2, 3, 4)], [layout]);
    expect(text).toBe('{"Z":2,"_":4,"a":3,"zz":1}\n');
  });

  it('prints arrays, strings in arrays, and bytes as hex', () => {
    const layout = struct('event', {
      words: array(uint(2), 2),
      names: array(chars(2), 2),
      grid: array(array(uint(1), 2), 2),
    });
    const bytes = Uint8Array.of(1, 0, 2, 0, 65, 66, 67, 0, 0xde, 0xad, 0xbe, 0xef);
    expect(stream({ mode: 'json' }, [bytes], [layout]).text).toBe(
      '{"grid":"deadbeef","names":["AB","C"],"words":[1,2]}\n',
    );
  });

  it('is whole for samples that are cut short, and for longer ones', () => {
    const longer = new Uint8Array(bar.length + 8).fill(0xff);
    longer.set(bar);
    expect(stream({ mode: 'json' }, [longer]).text).toBe(stream({ mode: 'json' }).text);
    const [first, second] = stream({ mode: 'json' }, [bar, bar.subarray(0, 24)])
      .text.trim()
      .split('\n');
    expect(JSON.parse(first ?? '')).toMatchObject({ filename: 'bar', proc: { pid: 6662 } });
    expect(JSON.parse(second ?? '')).toMatchObject({ filename: '', proc: { comm: 'sh', pid: 0 }, flags: 0 });
  });

  it('is indented by two where it shall be pretty, one event after another', () => {
    const { text } = stream({ mode: 'jsonpretty' }, [bar]);
    expect(text).toBe(
      `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`.replace(/17\d{17}/g, exactNumbers(text)),
    );
    const layout = struct('event', { a: array(uint(1), 2), s: nested('s', { b: uint(1) }) });
    expect(stream({ mode: 'jsonpretty' }, [Uint8Array.of(1, 2, 3)], [layout]).text).toBe(
      '{\n  "a": [\n    1,\n    2\n  ],\n  "s": {\n    "b": 3\n  }\n}\n',
    );
  });
});

/** JSON.parse rounds what exceeds 2^53: the exact numbers, in order, to put back. */
function exactNumbers(text: string): () => string {
  const exact = text.match(/17\d{17}/g) ?? [];
  let next = 0;
  return () => exact[next++] ?? '';
}

describe('YAML', () => {
  it('is the same event as a document', () => {
    const { text } = stream({ mode: 'yaml' }, [bar, bar]);
    const [, first, second] = text.split('---\n');
    expect(first).toBe(second);
    expect(parse(first ?? '', { intAsBigInt: true })).toEqual(
      parse(stream({ mode: 'json' }).text, { intAsBigInt: true }),
    );
  });

  it.each([
    'true',
    '12',
    '- x',
    'a: b',
    '',
    ' ',
    '#',
    'ä\n',
    'null',
    '~',
    '0x10',
    '1e3',
    'y',
    'O_RDONLY|O_CREAT',
  ])('keeps %j a string', (filename) => {
    const { text } = stream({ mode: 'yaml' }, [sample(openEvent, { filename })]);
    expect(parse(text.slice(4), { version: '1.1' }).filename).toBe(filename);
  });
});

describe('columns', () => {
  const table = (width: number | undefined) => {
    const ran = step04();
    const selection = selectColumns(ran.source, undefined);
    if (selection.kind !== 'columns') throw new Error(selection.name);
    const compiled = compileTable(selection.fields, { width, onCut: () => undefined });
    return compiled.header + ran.print(bar, () => compiled.row);
  };

  it('have their declared widths where the output is no terminal', () => {
    expect(table(undefined)).toBe(
      'RUNTIME.CONTAINERNAME          COMM                          PID              TID FILENAME         FLAGS            FLAGS_DECODED   \n' +
        'factc                          sh                           6662             6662 bar              577              O_WRONLY|O_CREA…\n',
    );
  });

  it('share a terminal of 80 as the contract says', () => {
    const widths = [18, 10, 10, 9, 9, 9, 9];
    const padded = (cells: readonly string[]) =>
      `${cells.map((cell, index) => pad(cell, widths[index] ?? 0, index === 2 || index === 3)).join(' ')}\n`;
    const header = ['RUNTIME.CONTAINER…', 'COMM', 'PID', 'TID', 'FILENAME', 'FLAGS', 'FLAGS_DE…'];
    const row = ['factc', 'sh', '6662', '6662', 'bar', '577', 'O_WRONLY…'];
    expect(table(80)).toBe(padded(header) + padded(row));
  });

  it('are named by default: the container, the process, then the rest of the struct', () => {
    expect(titles(undefined)).toEqual(['RUNTIME.CONTAINERNAME', 'COMM', 'PID', 'TID', 'FILENAME', 'FLAGS']);
  });

  it('cut what operators add without an ellipsis', () => {
    const named = { ...busybox, name: 'a-very-long-name-of-a-container-indeed' };
    const { header, format } = createGadgetStream({
      tracers: [tracer(openEvent)],
      bootOffset,
      containerOf: () => named,
      output: { mode: 'columns', fields: 'runtime.containerName', width: undefined },
      onNote: () => undefined,
    });
    expect(header()).toBe('RUNTIME.CONTAINERNAME         \n');
    expect(format({ dataSource: 'open', bytes: bar })).toBe('a-very-long-name-of-a-containe\n');
  });

  it('say how large a struct or an array is', () => {
    const layout = struct('event', { s: nested('s', { x: uint(4) }), a: array(uint(4), 3) });
    const { text } = stream({ fields: 's,s.x,a' }, [new Uint8Array(16)], [layout]);
    expect(text.split('\n')[1]?.trim().split(/ {2,}/)).toEqual(['<4 bytes>', '0', '<12 bytes>']);
  });

  it('tell once that a value was cut, and not of headings', () => {
    const long = sample(openEvent, { filename: '/a/name/that/does/not/fit' });
    expect(stream({}, [bar]).notes).toEqual([]);
    const { notes } = stream({}, [long, long]);
    expect(notes).toEqual([{ kind: 'cut', message: expect.stringContaining('-o json') }]);
    expect(stream({ width: 80 }, [sample(openEvent, { filename: 'x' })]).notes).toEqual([]);
  });
});

const pad = (text: string, width: number, right: boolean) =>
  right ? text.padStart(width) : text.padEnd(width);

describe('--fields', () => {
  it.each([
    ['flags,filename', ['FLAGS', 'FILENAME']],
    ['PROC.Pid', ['PID']],
    ['comm,flags', ['COMM', 'FLAGS']],
    ['+timestamp', ['COMM', 'PID', 'TID', 'FILENAME', 'FLAGS', 'RUNTIME.CONTAINERNAME', 'TIMESTAMP']],
    ['-proc.comm,-filename', ['PID', 'TID', 'FLAGS', 'RUNTIME.CONTAINERNAME']],
    ['-PROC.COMM,-tid', ['COMM', 'PID', 'TID', 'FILENAME', 'FLAGS', 'RUNTIME.CONTAINERNAME']],
    ['-flags,+flags,flags,filename', ['FILENAME']],
    ['filename,+filename', ['FILENAME']],
    ['', ['COMM', 'PID', 'TID', 'FILENAME', 'FLAGS', 'RUNTIME.CONTAINERNAME']],
    [' flags , ', ['FLAGS']],
    ['other:x;open:flags', ['FLAGS']],
  ])('%j', (fields, expected) => {
    expect(titles(fields)).toEqual(expected);
  });

  it('comm is the process, not its parent', () => {
    const { text } = stream({ fields: 'comm' });
    expect(text.split('\n')[1]?.trim()).toBe('sh');
  });

  it('warns of a field that there is not, and shows nothing', () => {
    const { text, notes } = stream({ fields: 'filename,flag' });
    expect(text).toBe('');
    expect(notes).toEqual([
      { kind: 'unknownField', message: expect.stringMatching(/"flag".*filename, flags/) },
    ]);
  });
});

describe('output modes', () => {
  it('none shows nothing', () => {
    expect(stream({ mode: 'none' })).toEqual({ text: '', notes: [] });
  });

  it('can differ by data source', () => {
    expect(stream({ mode: 'open:json,other:none' }).text).toMatch(/^\{/);
    expect(stream({ mode: 'other:json' }).text).toMatch(/^RUNTIME/);
  });

  it('warns of a mode that there is not, and shows nothing', () => {
    const { text, notes } = stream({ mode: 'xml' });
    expect(text).toBe('');
    expect(notes).toEqual([{ kind: 'unknownMode', message: expect.stringContaining('"xml"') }]);
  });

  it('leaves out events of a data source that is not known', () => {
    const { format } = createGadgetStream({
      tracers: [tracer(struct('event', { proc: gadgetProcess }))],
      bootOffset,
      containerOf,
      output: { mode: 'json', fields: undefined, width: undefined },
      onNote: () => undefined,
    });
    expect(format({ dataSource: 'other', bytes: bar })).toBe('');
  });
});
