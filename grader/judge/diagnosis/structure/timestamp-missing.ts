import { timestampField } from '../../events.ts';
import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import type { CMember } from '../source/structs.ts';
import { eventStruct } from './event-members.ts';
import { failedWhere } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';

export const timestampMissing = rule({
  id: 'timestamp-missing',
  meaning: 'The struct of the events has no member of type gadget_timestamp.',
  example: {
    code: 'struct event {\n\t__u64 timestamp_raw;\n};',
    message:
      '`timestamp_raw` is not of the type `gadget_timestamp`, by which Inspektor Gadget knows that it is a time. Declare it as `gadget_timestamp timestamp_raw`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const explains = failedWhere(evidence, ({ kind }) => kind === 'timestamp');
    const { graded } = scene;
    if (explains.length === 0 || graded === undefined || timestampField(graded.struct) !== undefined)
      return [];
    const other = memberWithTime(scene);
    const message =
      other === undefined
        ? `\`struct ${showName(graded.struct.name)}\` has no member of the type \`gadget_timestamp\`, so the events do not say when they happened. Its name is yours to choose.`
        : `\`${showName(other.name)}\` is not of the type \`gadget_timestamp\`, by which Inspektor Gadget knows that it is a time. Declare it as \`gadget_timestamp ${showName(other.name)}\`.`;
    return [{ message, confidence: 'certain', explains, ...at(other ?? eventStruct(scene)) }];
  },
});

/** The member that the time is written to, or that is called like one. */
function memberWithTime(scene: Scene): CMember | undefined {
  const members = eventStruct(scene)?.members ?? [];
  const written = scene.code.assignments.find(
    ({ member, value }) => member !== undefined && /\bbpf_(ktime_get|jiffies)/.test(value),
  );
  return (
    members.find(({ name }) => name === written?.member) ??
    members.find(({ name }) => /^(time|ts$|stamp)|timestamp/i.test(name))
  );
}
