import type { TracedSyscall } from '../../../model/check-spec.ts';
import type { Facts } from '../../facts.ts';
import type { CSource } from '../source/c-source.ts';
import { reachedBy } from './origins/reach.ts';
import { type Step, traceBack } from './origins/trace.ts';
import { type Write, writesTo } from './origins/writes.ts';
import type { Observation, Suspect } from './suspects.ts';

/** What a hypothesis is tested on: a field, in the events of one system call or of both. */
export interface Scope {
  readonly suspect: Suspect;
  readonly syscalls: readonly TracedSyscall[];
  /** Of these system calls, right or wrong, in ring order. */
  readonly observations: readonly Observation[];
  readonly wrong: readonly Observation[];
  readonly facts: Facts;
  /** Undefined where what ran is not the learner's text. */
  readonly source: CSource | undefined;
  /** Where the program writes to the field, for any system call. */
  readonly writes: readonly Write[];
  /** Those that run for these system calls, each with the way of its value there. */
  readonly origins: readonly Origin[];
}

export interface Origin {
  readonly syscall: TracedSyscall;
  readonly write: Write;
  /** Empty where a helper knows the value itself. */
  readonly steps: readonly Step[];
}

/** The scopes of a suspect: both system calls together first, then each with wrong values for itself. */
export function scopesOf(
  suspect: Suspect,
  facts: Facts,
  source: CSource | undefined,
): { readonly together: Scope; readonly single: readonly Scope[] } {
  const struct = facts.graded?.struct;
  const writes = source && struct ? writesTo(source, struct, suspect.field.path) : [];
  const wrong = (['openat', 'open'] as const).filter((syscall) =>
    suspect.observations.some((one) => one.wrong && one.record.syscall === syscall),
  );
  const make = (syscalls: readonly TracedSyscall[]): Scope => {
    const observations = suspect.observations.filter(({ record }) => syscalls.includes(record.syscall));
    return {
      suspect,
      syscalls,
      observations,
      wrong: observations.filter((one) => one.wrong),
      facts,
      source,
      writes,
      origins: source === undefined ? [] : syscalls.flatMap((syscall) => originsFor(source, writes, syscall)),
    };
  };
  return { together: make(wrong), single: wrong.length < 2 ? [] : wrong.map((syscall) => make([syscall])) };
}

function originsFor(source: CSource, writes: readonly Write[], syscall: TracedSyscall): readonly Origin[] {
  const reached = reachedBy(source, syscall);
  return writes
    .filter(({ at }) => at.function === undefined || reached.has(at.function))
    .map((write) => ({
      syscall,
      write,
      steps: write.value === undefined ? [] : traceBack(source, write.value, syscall),
    }));
}
