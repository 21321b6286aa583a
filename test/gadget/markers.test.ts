import { describe, expect, it } from 'vitest';
import { readTracers } from '../../grader/gadget/markers.ts';
import type { MapFacts } from '../../grader/model/capture.ts';
import { openEvent, struct, timestamp } from './layouts.ts';

const map = (name: string, type: number): MapFacts => ({
  name,
  type,
  keySize: 0,
  valueSize: 0,
  maxEntries: 262144,
});
const maps = [map('events', 27), map('perf', 4), map('counts', 1)];
const other = struct('other', { timestamp_raw: timestamp });
const structOf = (name: string) => [openEvent, other].find((layout) => layout.name === name);
const read = (...variables: string[]) => readTracers({ variables, maps }, structOf);

describe('the marker variables of GADGET_TRACER', () => {
  it('name data source, map and struct', () => {
    const tracer = { dataSource: 'open', map: 'events', struct: openEvent };
    expect(read('targ_pid', 'gadget_tracer_open___events___event')).toEqual({
      tracers: [tracer],
      problems: [],
    });
  });

  it('may name a perf event array', () => {
    expect(read('gadget_tracer_open___perf___event').problems).toEqual([]);
  });

  it('come in the order of the object, several with a struct each', () => {
    const { tracers, problems } = read(
      'gadget_tracer_b___events___event',
      'gadget_tracer_a___events___other',
    );
    expect(tracers.map(({ dataSource }) => dataSource)).toEqual(['b', 'a']);
    expect(problems).toEqual([]);
  });

  it('must be there', () => {
    expect(read('targ_pid', '__gadget_tracer_type_open').problems).toEqual([{ kind: 'noTracer' }]);
  });

  it.each([
    ['gadget_tracer_a___b___events___event', { kind: 'malformedName' }],
    ['gadget_tracer_open', { kind: 'malformedName' }],
    ['gadget_tracer_______event', { kind: 'malformedName' }],
    [
      'gadget_tracer_open___evnts___event',
      { kind: 'unknownMap', map: 'evnts', maps: ['events', 'perf', 'counts'] },
    ],
    ['gadget_tracer_open___counts___event', { kind: 'wrongMapType', map: 'counts', type: 1 }],
    ['gadget_tracer_open___events___evnt', { kind: 'unknownStruct', struct: 'evnt' }],
  ])('are refused as %s', (variable, problem) => {
    const { tracers, problems } = read(variable);
    expect(tracers).toEqual([]);
    expect(problems).toEqual([expect.objectContaining(problem)]);
  });

  it('may not share a struct', () => {
    expect(read('gadget_tracer_a___events___event', 'gadget_tracer_b___perf___event').problems).toEqual([
      { kind: 'sharedStruct', struct: 'event', dataSources: ['a', 'b'] },
    ]);
  });
});
