import { beforeAll, describe, expect, it } from 'vitest';
import { bool, chars, float, int, nested, sample, struct, uint } from '../layouts.ts';
import { type ModuleStream, streamModule } from './run-data.ts';

const every = struct('event', {
  i8: int(1),
  yes: bool,
  i16: int(2),
  i32: int(4),
  i64: int(8),
  u32: uint(4),
  f32: float(4),
  f64: float(8),
  name: chars(8),
  inner: nested('inner', { x: uint(2) }),
});

const bytes = sample(every, {
  i8: 0x80,
  yes: 1,
  i16: 0x8001,
  i32: 0x80000002,
  i64: 0x8000000000000003n,
  f32: 0x3fc00000,
  f64: 0x3ff8000000000000n,
  name: 'ab\0\0rest',
});

let stream: ModuleStream;
let untouched: string;
let changed: string;
beforeAll(async () => {
  stream = await streamModule('data-fields', { mode: 'json' }, every);
  untouched = stream.format({ dataSource: 'open', bytes });
  changed = stream.format({ dataSource: 'open', bytes });
});

const refusals = (caller: string) =>
  stream.log.filter(({ from, message }) => from === 'host' && message.startsWith(`${caller}: `));

describe('numbers of an event', () => {
  it.each([
    ['signed', '-128 <nil> -32767 <nil> -2147483646 <nil> -9223372036854775805 <nil>'],
    ['the same unsigned', '128 <nil> 32769 <nil> 2147483650 <nil> 9223372036854775811 <nil>'],
    ['others', 'true <nil> 1.5 <nil> 1.5 <nil>'],
    ['extended', '-128 false'],
    ['64 of 32 bits fails', 'true'],
    ['a number of text fails', 'true'],
    ['a number of kind', undefined],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });
});

describe('text and bytes of an event', () => {
  it.each([
    ['text', 'ab <nil>'],
    ['whole', '8 8 true'],
    ['no room', '-1'],
    ['bytes of a number', '4 [2 0 0 128]'],
    ['as C string', '-1'],
    ['a struct', '2'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });
});

describe('what the program sent can be changed', () => {
  it.each([
    ['set signed', '<nil> <nil> <nil> <nil>'],
    ['set others', '<nil> <nil> <nil>'],
    ['set another size', 'true true'],
    ['set text', '<nil>'],
    ['zeros after it', '8 abc'],
    ['set full text', '<nil>'],
    ['set longer text', 'true'],
    ['set four letters', '<nil> true'],
    ['as a number', '0x44434241'],
    ['set by kind', undefined],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });

  it('and is seen in the output', () => {
    expect(JSON.parse(untouched)).toMatchObject({ i8: -128, i16: -32767, yes: true, name: 'ab', f64: 1.5 });
    expect(JSON.parse(changed)).toMatchObject({ i8: -2, i16: -3, i32: -4, i64: -5, yes: false });
    expect(JSON.parse(changed)).toMatchObject({ f32: 0.5, f64: -0.25, name: '12345678', u32: 0x44434241 });
  });
});

describe('fields of the module', () => {
  it.each([
    ['a new number is', '0'],
    ['a new text is', '0 <nil>'],
    ['set new', '<nil> <nil> <nil> <nil> <nil> <nil>'],
    ['set bytes', '<nil>'],
    ['a copy', '3 [1 2 255]'],
    ['a number into no room', 'true'],
    ['another size fails', 'true'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });

  it('are empty where it did not set them, and fresh for every event', () => {
    expect(JSON.parse(untouched)).toMatchObject({ new_i32: 0, new_bool: false, new_text: '', new_bytes: '' });
    const third = stream.format({ dataSource: 'nobody', bytes });
    expect(third).toBe('');
  });

  it('are in the output, 64 bits in full and invalid bytes of text as such', () => {
    expect(changed).toContain('"new_u64":9223372036854775808,');
    expect(changed).toContain('"new_text":"fi\\ufffdne"');
    expect(JSON.parse(changed)).toMatchObject({ new_i32: 7, new_bool: true, new_f64: 1.5, new_c: 'cut' });
    expect(JSON.parse(changed)).toMatchObject({ new_bytes: '0102ff', new_unset: '' });
  });

  it('cannot have a name twice, or a kind that there is not', () => {
    expect(stream.said('not added')).toBe('strange');
    expect(refusals('dataSourceAddField').map(({ message }) => message)).toEqual([
      expect.stringContaining('has a field "i32" already'),
      expect.stringContaining('no kind 15'),
    ]);
  });

  it('are formatted by the type that a tag gives them', () => {
    expect(stream.said('tagged')).toBe('<nil> <nil> 1');
    expect(JSON.parse(untouched)).toMatchObject({ reason_raw: 13, reason: 'EACCES' });
  });
});

describe('wrong handles', () => {
  it.each([
    ['no field fails', 'true'],
    ['no event fails', 'true'],
    ['a data source is no field', 'true'],
    ['an element of nothing fails', 'true'],
    ['no buffer', '-1 -1'],
    ['not set', '1 1'],
    ['an event that is over fails', 'true'],
    ['no address for the error', '0'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });

  it('are each worth one line that says which', () => {
    expect(refusals('fieldSet').filter(({ message }) => message.includes('4000'))).toEqual([
      { level: 'warning', from: 'host', message: 'fieldSet: 4000 is not the handle of a field' },
      { level: 'warning', from: 'host', message: 'fieldSet: 4000 is not the handle of an event or element' },
    ]);
  });
});
