import { showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import type { CAssignment } from '../source/c-source.ts';
import type { Code } from './code.ts';
import { failedValues } from './failed-checks.ts';
import { sceneOf } from './scene.ts';
import { writesWhole } from './whole-writes.ts';

/** `event->flags |= flags`, and nothing set it before. */
export const addedToLeftovers = rule({
  id: 'value-of-earlier-event',
  meaning: 'A value is added to what an earlier event left behind.',
  example: {
    code: 'event->flags |= flags;',
    message:
      '`|=` keeps what is there already, and in room that was just reserved that is what an earlier event left behind. Set `event->flags` with `=`.',
  },
  needs: ['facts', 'program'],
  find: (evidence): readonly Finding[] => {
    const scene = sceneOf(evidence);
    if (scene.code.hasMore || writesWhole(scene)) return [];
    return scene.live.assignments.flatMap((one): Finding[] => {
      const explains = failedValues(evidence, one.member ?? '');
      if (explains.length === 0 || !isCompound(one) || isSetBefore(scene.live, one)) return [];
      const { file, line, column, operator, target } = one;
      const message = `\`${operator}\` keeps what is there already, and in room that was just reserved that is what an earlier event left behind. Set \`${showName(target)}\` with \`=\`.`;
      return [{ message, confidence: 'certain', explains, place: { file, line, column } }];
    });
  },
});

function isCompound({ operator }: CAssignment): boolean {
  return /^[|&^+-]=$/.test(operator);
}

/** By an assignment anywhere, or by a call that is given the member. */
function isSetBefore({ assignments, calls }: Code, { member }: CAssignment): boolean {
  const given = new RegExp(`(?:->|\\.)\\s*${member}\\b`);
  return (
    assignments.some((other) => other.member === member && other.operator === '=') ||
    calls.some((call) => call.arguments.some(({ text }) => given.test(text)))
  );
}
