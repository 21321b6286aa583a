import { beforeAll, describe, expect, it } from 'vitest';
import { openEvent, sample } from '../layouts.ts';
import { type ModuleStream, said, streamModule } from './run-data.ts';

const open = (flags: number) => ({ dataSource: 'open', bytes: sample(openEvent, { flags }) });
const MODES = 'json,open:none,loop:none';

let stream: ModuleStream;
let first: string;
let second: string;
let stopped: string;
beforeAll(async () => {
  stream = await streamModule('data-sources', { mode: MODES });
  first = stream.format(open(2));
  second = stream.format(open(0));
  stopped = stream.stop();
});

const refused = (text: string) =>
  stream.log.some(({ from, message }) => from === 'host' && message.includes(text));

describe('data sources of a module', () => {
  it.each([
    ['a name twice', '0 0'],
    ['types that are none', '0 0'],
    ['unknown', '0 0'],
    ['no data source', '0 0 0 0 1 1 2'],
    ['a field twice', '0'],
    ['a kind too many', '0'],
    ['referenced', '1'],
    ['unreferenced', '0 0'],
    ['not to be had', '0'],
    ['in preStart', 'true <nil>'],
    ['too late', '0 0'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });

  it('say what there is where something else was asked for', () => {
    expect(refused('no data source "nobody". There are: "open", "single", "list", "hidden", "loop"')).toBe(
      true,
    );
    expect(refused('"open" has no field "nobody". Its fields: timestamp_raw, proc,')).toBe(true);
  });
});

describe('packets of a module', () => {
  it('reach the output in the order in which they were sent, before the event that they were made of', async () => {
    expect(stream.header()).toBe('{"number":1000}\n');
    expect(first).toBe('{"number":2}\n[{"item":"item 0!"},{"item":"item 1!"}]\n');
    expect(second).toBe('{"number":0}\n[]\n');
    expect(stopped).toBe('{"number":2000}\n');
    const whole = await streamModule('data-sources', { mode: 'json,loop:none' });
    expect(whole.format(open(0))).toMatch(/^\{"number":0\}\n\[\]\n\{"filename":"","flags":0,.*\}\n$/);
  });

  it('pass the subscribers of the module that sends them', () => {
    expect(said(stream.log, 'packet')).toEqual(['1000 <nil>', '2 <nil>', '0 <nil>', '2000 <nil>']);
  });

  it('that lead to further ones end sixteen deep', () => {
    expect(stream.said('deepest')).toBe('16');
    expect(stream.said('refused at')).toBe('16');
  });

  it.each([
    ['emitted in start', '<nil>'],
    ['emitted', '0'],
    ['emitted again', '1'],
    ['the event itself', '1'],
    ['the other shape', '0 0'],
    ['of another', '1 1'],
    ['nothing', '1 1 1 1'],
    ['released', '0 1'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });
});

describe('arrays of a module', () => {
  it.each([
    ['append', '1 1 1 1'],
    ['an element alone', '1'],
    ['gone by that', '1'],
    ['release', '0 1 1'],
    ['appended', '0 1 1'],
    ['its number', 'true'],
    ['no array', '0 0 0'],
    ['outside', '0 0'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });

  it('are printed at once as JSON, indented where it shall be pretty', async () => {
    const pretty = await streamModule('data-sources', { mode: 'none,list:jsonpretty' });
    expect(pretty.format(open(2))).toBe(
      '[\n  {\n    "item": "item 0!"\n  },\n  {\n    "item": "item 1!"\n  }\n]\n',
    );
    expect(pretty.format(open(0))).toBe('[]\n');
  });

  it('are a document for each element as YAML', async () => {
    const yaml = await streamModule('data-sources', { mode: 'none,list:yaml' });
    expect(yaml.format(open(2))).toBe('---\nitem: "item 0!"\n---\nitem: "item 1!"\n');
  });

  it('are a row for each element in columns, below a header of their own', async () => {
    const table = await streamModule('data-sources', { mode: 'none,list:columns' });
    expect(table.header()).toBe('');
    expect(table.format(open(2))).toBe('ITEM            \nitem 0!         \nitem 1!         \n');
  });
});

describe('subscriptions', () => {
  it('of a type that there is not, or of arrays where there are none, are refused', () => {
    expect(stream.said('types of subscriptions')).toBe('1 1 1');
    expect(refused('"open" has single events, no arrays')).toBe(true);
  });

  it('get the handle that they were made with', () => {
    expect(said(stream.log, 'event')).toEqual(['true', 'true']);
    expect(said(stream.log, 'element')).toEqual(['true item 0 <nil>', 'true item 1 <nil>']);
  });

  it('of data get each element of an array, of arrays and packets all at once', () => {
    expect(said(stream.log, 'array')).toEqual(['2 item 1!', '0']);
    expect(said(stream.log, 'packet of elements')).toEqual(['2', '0']);
  });
});
