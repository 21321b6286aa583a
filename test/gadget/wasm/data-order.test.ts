import { beforeAll, describe, expect, it } from 'vitest';
import { busybox } from '../containers.ts';
import { openEvent, sample } from '../layouts.ts';
import { type ModuleStream, streamModule } from './run-data.ts';

let stream: ModuleStream;
let printed: string;
const zone = process.env.TZ;
beforeAll(async () => {
  process.env.TZ = 'UTC';
  stream = await streamModule('data-order');
  const bytes = sample(openEvent, { timestamp_raw: 1n, 'proc.mntns_id': busybox.mntns });
  printed = stream.format({ dataSource: 'open', bytes });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const time = '"1970-01-01T00:00:00.000000001Z"';

describe('what a module sees', () => {
  it.each([
    ['init has proc.comm', 'true'],
    ['init has timestamp_raw', 'true'],
    ['init has timestamp', 'false'],
    ['init has runtime.containerName', 'false'],
    ['preStart has runtime.containerName', 'true'],
  ])('%s: %s', (what, expected) => {
    expect(stream.said(what)).toBe(expected);
  });
});

describe('where a callback stands, by its priority', () => {
  it.each([
    ['first', 'priority -5: before all operators', '"" "" "" "" ""'],
    ['zero', 'priority 0 from gadgetInit: before them, too', '"" "" "" "" ""'],
    ['preStart', 'priority 0 from gadgetPreStart: likewise', '"" "" "" "" ""'],
    ['late', 'priority 1: after all but the groups', `${time} "factc" "root" "" ""`],
    ['last', 'priority 20000: after the output', `${time} "renamed" "root" "root" "after output"`],
  ])('%s, %s', (place, _, expected) => {
    expect(stream.said(place)).toBe(expected);
  });

  it('priority 9999 is the last that the output shows', () => {
    expect(JSON.parse(printed)).toMatchObject({ reached: 'before output' });
  });

  it('a field of preStart is shown, and fields of operators can be read and changed', () => {
    expect(JSON.parse(printed)).toMatchObject({ extra: 'in factc', runtime: { containerName: 'renamed' } });
  });
});
