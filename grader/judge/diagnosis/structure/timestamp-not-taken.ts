import { BOOT_CLOCK, OTHER_CLOCKS } from '../../clock.ts';
import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import { mentions } from './code.ts';
import { timestampMember } from './event-members.ts';
import { failedWhere } from './failed-checks.ts';
import { at, entriesOf, type Scene, SYSCALLS, sceneOf } from './scene.ts';
import { writesWhole } from './whole-writes.ts';
import { handingOver, idleWriter, isOnlyRead } from './writes.ts';

export const timestampNotTaken = rule({
  id: 'timestamp-not-taken',
  meaning: 'Nothing is ever written into the member for the time.',
  example: {
    code: 'event = gadget_reserve_buf(&events, sizeof(*event));\nif (!event)\n\treturn 0;\n\ngadget_submit_buf(ctx, &events, event, sizeof(*event));',
    message:
      'Nothing is ever written into `timestamp_raw`: the time of the event, which `bpf_ktime_get_boot_ns()` gives, belongs there before the event is handed over.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const explains = failedWhere(evidence, ({ kind }) => kind === 'timestamp');
    const member = timestampMember(scene);
    if (explains.length === 0 || member === undefined || scene.code.hasMore) return [];
    if (!isOnlyRead(scene.live, member) || writesWhole(scene)) return [];
    const idle = idleWriter(scene, member);
    if (idle !== undefined) {
      const message = `\`${showName(member)}\` is written in \`${showName(idle.name)}\` only, which nothing calls on the way to sending an event. Call it before the event is handed over.`;
      return [{ message, confidence: 'certain', explains, ...at(idle) }];
    }
    const lost = unusedClock(scene);
    const message = `Nothing is ever written into \`${showName(member)}\`: the time of the event, which \`bpf_ktime_get_boot_ns()\` gives, belongs there before the event is handed over.`;
    return [{ message, confidence: 'certain', explains, ...at(lost ?? handingOver(scene)) }];
  },
});

/** A clock is asked, and what it says goes nowhere. */
function unusedClock(scene: Scene) {
  const read = SYSCALLS.flatMap((name) => entriesOf(scene, name)).some(({ program }) =>
    program.helpers.some((id) => id === BOOT_CLOCK || OTHER_CLOCKS.includes(id)),
  );
  if (!read || !mentions(scene.code, /bpf_ktime_get_boot_ns/)) return undefined;
  return scene.code.calls.find(({ callee }) => callee === 'bpf_ktime_get_boot_ns');
}
