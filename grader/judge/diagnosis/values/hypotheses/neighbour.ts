import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { type Copy, copiesOf } from '../origins/copies.ts';
import { reachedBy } from '../origins/reach.ts';
import { aimOf } from '../origins/target.ts';
import type { Scope } from '../scope.ts';
import { placeOf } from '../sighting.ts';
import { type PlacedField, placesIn, sizeOf } from '../sizes.ts';
import { code, fieldOf } from '../wording.ts';

/** A copy into a member before this one was longer than that member, and went on here. */
export const neighbour: Hypothesis = {
  id: 'value-of-neighbour',
  meaning: 'A copy into another member was longer than that member, and ran on into this one.',
  example: {
    code: 'event->flags = flags;\nbpf_probe_read_user(&event->filename, 260, filename);',
    message:
      '`flags` is overwritten by what is copied into `filename`: that has room for 256 bytes, and `bpf_probe_read_user` is told 260. Let it be the `sizeof` of the member.',
  },
  test: (scope) => {
    const { source, facts, suspect } = scope;
    const members = facts.graded?.struct.members;
    if (source === undefined || members === undefined) return [];
    return placesIn(members)
      .filter(({ offset }) => offset < suspect.field.offset)
      .flatMap((member) => copiesOf(source).flatMap((copy) => testCopy(scope, member, copy)));
  },
};

function testCopy(scope: Scope, member: PlacedField, copy: Copy): readonly Candidate[] {
  const { source, facts, suspect } = scope;
  const struct = facts.graded?.struct;
  if (source === undefined || struct === undefined || copy.size === undefined) return [];
  const room = member.type.size;
  const bytes = sizeOf(scope, copy)?.bytes ?? 0;
  if (bytes <= room || member.offset + bytes <= suspect.field.offset) return [];
  const target = { source, struct, path: member.path };
  if (aimOf(target, copy.destination.text, copy.call.function) !== 'member' || !runsLast(scope, copy))
    return [];
  const place = placeOf(copy.size);
  return [
    {
      key: `${member.path} ${bytes}`,
      cost: 2,
      bits: 20,
      shown: place,
      place,
      say: () =>
        `${fieldOf(scope)} is overwritten by what is copied into ${code(member.path)}: that has room for ${room} bytes, and ${code(copy.callee)} is told ${bytes}. Let it be the \`sizeof\` of the member.`,
    },
  ];
}

/** What is written before a copy is lost, what is written after it stays. */
function runsLast({ source, syscalls, origins }: Scope, { call }: Copy): boolean {
  return syscalls.every((syscall) => {
    const runs = source && call.function && reachedBy(source, syscall).has(call.function);
    const own = origins.filter((origin) => origin.syscall === syscall);
    return runs === true && own.length > 0 && own.every(({ write }) => write.at.from < call.node.from);
  });
}
