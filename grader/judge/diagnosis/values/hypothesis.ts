import type { TracedSyscall } from '../../../model/check-spec.ts';
import type { RuleAbout } from '../rule.ts';
import type { Place } from '../source/text.ts';
import type { Scope } from './scope.ts';

/** An idea of what wrong values are, which its `test` tries on what was seen. */
export interface Hypothesis extends RuleAbout {
  readonly test: (scope: Scope) => readonly Candidate[];
}

/** A hypothesis that fits every wrong value of its scope. */
export interface Candidate {
  /** The same for two scopes means one cause. */
  readonly key: string;
  /** How much was free to choose: of two that fit, the one that could have failed more easily is believed. */
  readonly cost: number;
  /** About how unlikely it is that it fits by chance, in bits. */
  readonly bits: number;
  /** Where the source says the same; there it is to be mended. */
  readonly shown: Place | undefined;
  /** Where else it may be mended. */
  readonly place: Place | undefined;
  /** The message, for the system calls that it turned out to be about. */
  readonly say: (syscalls: readonly TracedSyscall[]) => string;
}
