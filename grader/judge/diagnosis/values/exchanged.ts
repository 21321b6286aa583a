import type { Cause, Said } from './cause.ts';
import { fieldOf } from './wording.ts';

interface Spoken {
  readonly cause: Cause;
  readonly said: Said;
}

/** Two fields that each hold what belongs to the other are one mistake. */
export function mergeExchanged(all: readonly Spoken[]): readonly Said[] {
  const done = new Set<Spoken>();
  return all.flatMap((one) => {
    if (done.has(one)) return [];
    const other = all.find((candidate) => candidate !== one && isExchanged(one.cause, candidate.cause));
    if (other === undefined) return [one.said];
    done.add(other);
    return [merge(one, other)];
  });
}

function isExchanged(one: Cause, other: Cause): boolean {
  const ids = ['value-from-other-field', 'value-from-other-argument'];
  return (
    ids.includes(one.chosen.id) &&
    one.chosen.id === other.chosen.id &&
    one.chosen.key === other.scope.suspect.witness &&
    other.chosen.key === one.scope.suspect.witness
  );
}

function merge({ cause, said }: Spoken, other: Spoken): Said {
  const fields = `${fieldOf(cause.scope)} and ${fieldOf(other.cause.scope)}`;
  return {
    ...said,
    message: `${fields} are exchanged: each holds what belongs into the other. ${halves(cause)}`,
    explains: [...said.explains, ...other.said.explains],
  };
}

/** The usual reason. */
function halves({ scope }: Cause): string {
  const { witness } = scope.suspect;
  if (witness === 'pid' || witness === 'tid') {
    return 'The upper half of what `bpf_get_current_pid_tgid()` gives is the process id, the lower half the thread id.';
  }
  if (witness === 'uid' || witness === 'gid') {
    return 'The lower half of what `bpf_get_current_uid_gid()` gives is the user id, the upper half the group id.';
  }
  return 'Exchange the two.';
}
