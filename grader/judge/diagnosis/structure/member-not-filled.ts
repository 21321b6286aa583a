import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import { processMember } from './event-members.ts';
import { failedValues } from './failed-checks.ts';
import { at, type Scene, sceneOf } from './scene.ts';
import { writesWhole } from './whole-writes.ts';
import { handingOver, idleWriter, isIdle, isOnlyRead, readersOf } from './writes.ts';

export const memberNotFilled = rule({
  id: 'member-not-filled',
  meaning: 'Nothing is ever written into a member of the event.',
  example: {
    code: 'struct event {\n\t…\n\tint flags;\n};\n…\n// and nowhere event->flags = …',
    message:
      'Nothing is ever written into `flags`: what it shows is what happened to be in the memory before. Write the value into it before the event is handed over.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    if (scene.code.hasMore || writesWhole(scene)) return [];
    return concerned(evidence, scene).flatMap((member) => findUnfilled(evidence, scene, member));
  },
});

/** Members of the event, by name, that failed checks are about. */
function concerned({ failed }: Evidence, scene: Scene): readonly string[] {
  const names = failed.flatMap(({ spec }) =>
    (spec.kind === 'equals' || spec.kind === 'userMemory') && typeof spec.field === 'string'
      ? (spec.field.split('.')[0] ?? [])
      : [],
  );
  return [...new Set(names)].filter(
    (name) =>
      name !== processMember(scene) && scene.graded?.struct.members.some((member) => member.name === name),
  );
}

/** `SET(event, flags, flags)`: what a macro of the program's own makes of it is not in the tree. */
function isGivenToMacro({ code: { calls, macros } }: Scene, member: string): boolean {
  const names = new RegExp(`\\b${member}\\b`);
  return calls.some((call) => macros.has(call.callee) && call.arguments.some(({ text }) => names.test(text)));
}

function findUnfilled(evidence: Evidence, scene: Scene, member: string): readonly Finding[] {
  const explains = failedValues(evidence, member);
  const name = `\`${showName(member)}\``;
  if (!isOnlyRead(scene.live, member) || isGivenToMacro(scene, member)) return [];
  const [reader] = readersOf(scene.live, member);
  const idle = idleWriter(scene, member);
  if (idle !== undefined) {
    const message = `${name} is written in \`${showName(idle.name)}\` only, which nothing calls on the way to sending an event. Call it before the event is handed over.`;
    return [{ message, confidence: 'certain', explains, ...at(idle) }];
  }
  if (reader === undefined) {
    const message = `Nothing is ever written into ${name}: what it shows is what happened to be in the memory before. Write the value into it before the event is handed over.`;
    return [{ message, confidence: 'certain', explains, ...at(handingOver(scene)) }];
  }
  const target = showName(reader.target);
  const message = isIdle(reader)
    ? `${name} is only given its own value, so nothing is ever written into it. The value of the system call belongs there.`
    : `Here \`${target}\` takes its value from the event, and nothing is ever written into the event's member ${name}. The value goes from the right side of the \`=\` to the left.`;
  return [{ message, confidence: 'certain', explains, ...at(reader) }];
}
