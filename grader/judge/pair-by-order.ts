import type { WitnessRecord } from '../model/capture.ts';
import type { TracedSyscall } from '../model/check-spec.ts';
import type { Assignment } from './assignment.ts';
import type { GadgetEvent } from './events.ts';
import { sortByTime } from './windows.ts';

/**
 * Pairs the nth event with the nth call; for events whose timestamps say nothing. As many events as calls of
 * every role mean that nothing was filtered; a multiple of the calls means that each was sent several times.
 */
export function assignByOrder(
  events: readonly GadgetEvent[],
  records: readonly WitnessRecord[],
  attached: ReadonlySet<TracedSyscall>,
): Assignment[] {
  const possible = sortByTime(records).filter(({ syscall }) => attached.size === 0 || attached.has(syscall));
  const traced = possible.filter((record) => record.role === 'traced');
  const candidates = traced.length === 0 || events.length === possible.length ? possible : traced;
  const times = candidates.length === 0 ? 0 : events.length / candidates.length;
  const copies = Number.isInteger(times) && times > 1 ? times : 1;
  return events.map((event, index) => {
    const position = Math.min(Math.floor(index / copies), candidates.length - 1);
    return { event, record: candidates[position] };
  });
}
