import type { Evidence } from '../evidence.ts';
import type { Cause, Said } from './cause.ts';
import { choose } from './choose.ts';
import { mergeExchanged } from './exchanged.ts';
import { scopesOf } from './scope.ts';
import { explainedBy, suspectsOf } from './suspects.ts';

const known = new WeakMap<Evidence, readonly Said[]>();

/** What the wrong values of every failed `equals` check are; reckoned once, for all rules. */
export function provenanceOf(evidence: Evidence): readonly Said[] {
  const before = known.get(evidence);
  if (before !== undefined) return before;
  const { facts, failed, program } = evidence;
  const causes =
    facts === undefined
      ? []
      : suspectsOf(failed, facts).flatMap((suspect) => causesOf(scopesOf(suspect, facts, program)));
  const said = mergeSame(mergeExchanged(causes.map((cause) => ({ cause, said: say(cause) }))));
  known.set(evidence, said);
  return said;
}

/** One cause for both system calls; or else one for each, where it is known. */
function causesOf({ together, single }: ReturnType<typeof scopesOf>): readonly Cause[] {
  const chosen = choose(together);
  if (chosen !== undefined) return [{ scope: together, syscalls: together.syscalls, chosen }];
  return single.flatMap((scope) => {
    const own = choose(scope);
    return own === undefined ? [] : [{ scope, syscalls: scope.syscalls, chosen: own }];
  });
}

function say({ scope, syscalls, chosen }: Cause): Said {
  const { id, shown, place, bits } = chosen;
  const where = shown ?? place;
  return {
    id,
    message: chosen.say(syscalls),
    confidence: shown !== undefined && bits >= 14 ? 'certain' : 'likely',
    ...(where === undefined ? {} : { place: where }),
    explains: explainedBy(scope.suspect, syscalls, scope.observations),
  };
}

/** One place that is the cause of several wrong fields is named once, for all of them. */
function mergeSame(all: readonly Said[]): readonly Said[] {
  const merged: Said[] = [];
  for (const said of all) {
    const index = merged.findIndex((before) => isSame(before, said));
    const same = merged[index];
    if (same === undefined) merged.push(said);
    else merged[index] = { ...same, explains: [...new Set([...same.explains, ...said.explains])] };
  }
  return merged;
}

/** A copy that is too long spoils its own member and the next, which are two ideas but one mistake. */
function isSame(one: Said, other: Said): boolean {
  const isOneMistake = one.id === other.id || [one.id, other.id].includes('value-of-neighbour');
  return (
    isOneMistake &&
    one.place !== undefined &&
    one.place.line === other.place?.line &&
    one.place.column === other.place?.column
  );
}
