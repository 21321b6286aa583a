import type { TracedSyscall } from '../../../model/check-spec.ts';
import type { Finding } from '../rule.ts';
import type { Chosen } from './choose.ts';
import type { Scope } from './scope.ts';

/** A cause of wrong values, before it is put into words for its rule. */
export interface Cause {
  readonly scope: Scope;
  readonly syscalls: readonly TracedSyscall[];
  readonly chosen: Chosen;
}

export interface Said extends Finding {
  readonly id: string;
}
