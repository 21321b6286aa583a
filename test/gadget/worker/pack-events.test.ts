import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packEvents, unpackEvents } from '../../../grader/gadget/worker/pack-events.ts';

describe('packed events', () => {
  it('come out as they went in', () => {
    const event = fc.record({ dataSource: fc.string(), bytes: fc.uint8Array({ maxLength: 50 }) });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect([...unpackEvents(packEvents(events))]).toEqual(events);
      }),
    );
  });
});
