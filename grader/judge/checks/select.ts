import type { WitnessRecord } from '../../model/capture.ts';
import type { TracedSyscall } from '../../model/check-spec.ts';
import type { Facts } from '../facts.ts';
import type { Pair } from '../pair.ts';

/** What the witness saw the traced container do with these system calls. */
export function recordsOf({ capture }: Facts, syscalls: readonly TracedSyscall[]): readonly WitnessRecord[] {
  return capture.witnessed.filter(({ role, syscall }) => role === 'traced' && syscalls.includes(syscall));
}

/** The pairs that are about these system calls. */
export function pairsOf(pairs: readonly Pair[], syscalls: readonly TracedSyscall[]): readonly Pair[] {
  return pairs.filter(({ record }) => syscalls.includes(record.syscall));
}
