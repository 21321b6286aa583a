import { describe, expect, it } from 'vitest';
import { bool, chars, float, int, openEvent, struct, uint } from '../layouts.ts';
import { annotate, type Event, show } from './show.ts';

const event: Event = {
  layout: struct('event', {
    name: chars(32),
    count: uint(4),
    signed: int(4),
    big: uint(8),
    tiny: int(1),
    ratio: float(8),
    ok: bool,
  }),
  values: {
    name: 'abcdefghijklmnopqrst',
    count: 255,
    signed: 0xffffffff,
    big: 2n ** 63n,
    ok: 1,
    // 1.23456789 as a double.
    ratio: 0x3ff3c0ca4283de1bn,
  },
};

/** Heading and cell of one field, with their blanks. */
async function column(
  field: string,
  annotations: Readonly<Record<string, string>>,
  width?: number,
): Promise<readonly string[]> {
  const { text } = await show(annotate(field, annotations), event, { fields: field, width });
  return text.slice(0, -1).split('\n');
}

describe('an annotation of a field changes its column', () => {
  it.each([
    ['name', {}, ['NAME            ', 'abcdefghijklmno…']],
    ['name', { 'columns.width': '8' }, ['NAME    ', 'abcdefg…']],
    ['name', { 'columns.width': '3' }, ['NA…', 'ab…']],
    ['name', { 'columns.width': '8', 'columns.ellipsis': 'start' }, ['NAME    ', '…nopqrst']],
    ['name', { 'columns.width': '8', 'columns.ellipsis': 'middle' }, ['NAME    ', 'abcd…rst']],
    ['name', { 'columns.width': '8', 'columns.ellipsis': '' }, ['NAME    ', 'abcdefgh']],
    ['name', { 'columns.alias': 'who' }, ['WHO             ', 'abcdefghijklmno…']],
    ['name', { 'columns.replace': 'count' }, ['NAME            ', '255             ']],
    ['name', { 'columns.replace': 'COUNT', 'columns.hex': 'true' }, ['NAME            ', '0xFF            ']],
    [
      'name',
      { description: 'whatever\nit is', 'value.one-of': 'a,b' },
      ['NAME            ', 'abcdefghijklmno…'],
    ],
    ['count', { 'columns.alignment': 'right' }, ['           COUNT', '             255']],
    ['count', { 'columns.alignment': 'left' }, ['COUNT           ', '255             ']],
    ['count', { 'columns.hex': 'true' }, ['COUNT           ', '0xFF            ']],
    ['big', { 'columns.hex': 'true' }, ['BIG             ', '0x8000000000000…']],
    ['count', { 'columns.hex': 'false' }, ['COUNT           ', '255             ']],
    ['ratio', {}, ['RATIO           ', '1.23            ']],
    ['ratio', { 'columns.precision': '4' }, ['RATIO           ', '1.2346          ']],
    ['ratio', { 'columns.precision': '0' }, ['RATIO           ', '1               ']],
    ['count', { 'columns.width': 'type' }, ['COUNT     ', '255       ']],
    ['signed', { 'columns.width': 'type' }, ['SIGNED     ', '-1         ']],
    ['big', { 'columns.width': 'type' }, ['BIG                 ', '9223372036854775808 ']],
    ['tiny', { 'columns.width': 'type' }, ['TINY', '0   ']],
    ['ok', { 'columns.width': 'type' }, ['OK   ', 'true ']],
    ['count', { 'columns.width': '0' }, ['COUNT     ', '255       ']],
    ['count', { template: 'bytes' }, ['     COUNT', '       255']],
    ['name', { template: 'pod' }, ['NAME                          ', 'abcdefghijklmnopqrst          ']],
  ] as const)('%s: %j', async (field, annotations, expected) => {
    expect(await column(field, annotations)).toEqual(expected);
  });

  it.each([
    ['neither wider nor narrower than it says', { 'columns.fixed': 'true', 'columns.width': '9' }, 9],
    ['no wider than it may be', { 'columns.maxwidth': '12' }, 12],
    ['no wider than its kind, where the yaml says so', { 'columns.maxwidth': 'type' }, 10],
    ['as wide as there is room', { 'columns.maxwidth': '200' }, 80],
  ])('on a terminal it is %s', async (_, annotations, width) => {
    const [heading] = await column('count', annotations, 80);
    expect(heading).toHaveLength(width);
  });

  it('on a terminal it is never narrower than it may be', async () => {
    const yaml = annotate('name', { 'columns.minwidth': '30' });
    const { text } = await show(yaml, event, { fields: 'name,ratio', width: 40 });
    expect(text.split('\n')[0]).toBe(`${'NAME'.padEnd(30)} ${'RATIO'.padEnd(9)}`);
  });

  it('an alias is also a name for --fields', async () => {
    const { text } = await show(annotate('count', { 'columns.alias': 'hits' }), event, { fields: 'hits' });
    expect(text).toMatch(/^HITS +\n255 +\n$/);
  });
});

describe('an annotation of a field decides whether it is there', () => {
  const titles = async (yaml: string, of = event): Promise<readonly string[]> =>
    (await show(yaml, of)).text.split('\n')[0]?.trim().split(/\s+/) ?? [];

  it('as a column: columns.hidden', async () => {
    const all = ['NAME', 'COUNT', 'SIGNED', 'BIG', 'TINY', 'RATIO', 'OK'];
    expect(await titles('')).toEqual(all);
    expect(await titles(annotate('big', { 'columns.hidden': 'true' }))).toEqual(
      all.filter((name) => name !== 'BIG'),
    );
    const open: Event = { layout: openEvent, values: {} };
    expect(await titles(annotate('timestamp', { 'columns.hidden': 'false' }), open)).toContain('TIMESTAMP');
  });

  it('as a column, and JSON has it all the same', async () => {
    const { text } = await show(annotate('big', { 'columns.hidden': 'true' }), event, { mode: 'json' });
    expect(text).toContain('"big":9223372036854775808');
  });

  it.each(['json', 'jsonpretty', 'yaml'])('in %s: json.skip', async (mode) => {
    const { text: whole } = await show('', event, { mode });
    const { text } = await show(annotate('big', { 'json.skip': 'true' }), event, { mode });
    expect(whole).toMatch(/\bbig\b/);
    expect(text).not.toMatch(/\bbig\b/);
    expect(text).toMatch(/\bcount\b/);
  });

  it('in JSON, with all below it', async () => {
    const open: Event = { layout: openEvent, values: { 'proc.pid': 7 } };
    const { text } = await show(annotate('proc', { 'json.skip': 'true' }), open, { mode: 'json' });
    expect(Object.keys(JSON.parse(text))).toEqual([
      'filename',
      'flags',
      'k8s',
      'runtime',
      'timestamp',
      'timestamp_raw',
    ]);
  });
});
