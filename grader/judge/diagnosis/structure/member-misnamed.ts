import type { PlacedMember } from '../../../gadget/decode/members.ts';
import { showName } from '../../text.ts';
import { rule } from '../rule.ts';
import { declarationOf, eventStruct } from './event-members.ts';
import { type FailedMember, failedMembers, holders } from './member-checks.ts';
import { isNear } from './nearest-name.ts';
import { at, type Scene, sceneOf } from './scene.ts';

export const memberMisnamed = rule({
  id: 'member-misnamed',
  meaning: 'The member is there by another name than the one that is graded.',
  example: {
    code: 'struct event {\n\tgadget_timestamp timestamp_raw;\n\tstruct gadget_process proc;\n\tchar file_name[256];\n};',
    message:
      'The member has to be called `filename`, as it becomes a column of that name; here it is called `file_name`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    return failedMembers(evidence, scene).flatMap((failed) => {
      const { id, spec, member } = failed;
      const other = spec.name === undefined || member !== undefined ? undefined : otherName(scene, failed);
      if (other === undefined || spec.name === undefined) return [];
      const message = `The member has to be called \`${spec.name}\`, as it becomes a column of that name; here it is called \`${showName(other.name)}\`.`;
      const place = declarationOf(scene, other.name) ?? eventStruct(scene);
      return [{ message, confidence: 'certain', explains: [id], ...at(place) }];
    });
  },
});

/** The one that holds what is asked for, or the one whose name is nearly the same. */
export function otherName(scene: Scene, failed: FailedMember): PlacedMember | undefined {
  const { spec, struct } = failed;
  const near = struct.members.filter(({ name }) => name !== '' && isNear(name, spec.name ?? ''));
  const held = holders(scene, failed);
  const [first] = held.length === 1 ? held : near.length === 1 ? near : [];
  return first;
}
