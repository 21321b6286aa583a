import { expect, it } from 'vitest';
import { createGadgetStream } from '../../grader/gadget/pipeline.ts';
import { replayModule } from '../../grader/gadget/replay.ts';
import type { ModuleRun } from '../../grader/model/module.ts';
import { containerOf } from './containers.ts';
import { openEvent, tracer } from './layouts.ts';
import { openEvents } from './worker/support.ts';

const field = { dataSource: 'open', name: 'flags_decoded', kind: 'string' };

/** What a module made of the first two of three events before it failed. */
const run: ModuleRun = {
  fault: undefined,
  log: [],
  output: '',
  fields: [field, { ...field, name: 'number', kind: 'int32' }],
  subscriptions: ['open'],
  events: [
    { values: { flags_decoded: 'O_RDONLY', number: 1 }, changed: [] },
    { values: { flags_decoded: 'O_WRONLY|O_CREAT', number: 2 }, changed: [] },
  ],
};

it('a recorded run puts its texts into the events again, in their order, and nothing where it ended', () => {
  const stream = createGadgetStream(
    {
      tracers: [tracer(openEvent)],
      bootOffset: 0n,
      containerOf,
      output: { mode: 'json', fields: undefined, width: undefined },
      onNote: () => {},
    },
    replayModule(run),
  );
  const shown = openEvents(3).map((event) => JSON.parse(stream.format(event)));
  expect(shown.map(({ flags, flags_decoded: text }) => [flags, text])).toEqual([
    [0, 'O_RDONLY'],
    [1, 'O_WRONLY|O_CREAT'],
    [2, ''],
  ]);
  expect(shown[0]).not.toHaveProperty('number');
});
