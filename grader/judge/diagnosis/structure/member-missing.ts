import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import { eventStruct } from './event-members.ts';
import { type FailedMember, failedMembers } from './member-checks.ts';
import { otherName } from './member-misnamed.ts';
import { at, type Scene, sceneOf } from './scene.ts';

export const memberMissing = rule({
  id: 'member-missing',
  meaning: 'The struct of the events lacks a member.',
  example: {
    code: 'struct event {\n\tgadget_timestamp timestamp_raw;\n\tstruct gadget_process proc;\n};',
    message:
      '`struct event` has no member `filename`, so the events have no room for it. It has to be an array of at least 256 `char`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    return failedMembers(evidence, scene)
      .filter(({ spec, member }) => spec.name !== undefined && member === undefined)
      .filter((failed) => otherName(scene, failed) === undefined)
      .map((failed) => ({
        message: describe(scene, failed),
        confidence: 'certain',
        explains: [failed.id],
        ...at(eventStruct(scene)),
      }));
  },
});

function describe({ code }: Scene, { spec, struct }: FailedMember): string {
  const name = `\`struct ${showName(struct.name)}\``;
  const elsewhere = code.structs.find(
    (other) => other.name !== struct.name && other.members.some((member) => member.name === spec.name),
  );
  if (elsewhere !== undefined) {
    return `GADGET_TRACER says that the events are ${name}, which has no member \`${spec.name}\`: that is in \`struct ${showName(elsewhere.name)}\`. One struct has to hold all.`;
  }
  const what =
    spec.atLeast === undefined
      ? `\`${spec.type === 'int' ? 'int' : spec.type}\``
      : `array of at least ${spec.atLeast} \`${spec.type}\``;
  return `${name} has no member \`${spec.name}\`, so the events have no room for it. It has to be an ${what}.`;
}
