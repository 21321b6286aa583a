import type { TracedSyscall } from '../../../model/check-spec.ts';
import { count, showName } from '../../text.ts';
import type { Fit } from './fit.ts';
import { remedy, WORDS } from './knowledge.ts';
import type { Write } from './origins/writes.ts';
import type { Scope } from './scope.ts';

/** The longest piece of the learner's program that a sentence quotes. */
const LONGEST = 60;

/** A piece of the learner's program in backticks, on one line. */
export function code(text: string): string {
  const line = showName(text.replace(/\s+/g, ' ').replaceAll('`', "'"));
  return `\`${line.length <= LONGEST ? line : `${line.slice(0, LONGEST)}…`}\``;
}

/** The field as the learner calls it. */
export function fieldOf({ suspect }: Scope): string {
  return code(suspect.field.path);
}

/** What a place writes: the field, or where that is written together with others, what holds it. */
export function writtenBy(scope: Scope, { whole, copy }: Write): string {
  const destination = copy?.destination.text.replace(/^[&*(\s]+/, '').replace(/[)\s]+$/, '');
  return whole && destination !== undefined ? code(destination) : fieldOf(scope);
}

/** `For open, ` where the other system call is right. */
export function forCalls(scope: Scope, syscalls: readonly TracedSyscall[]): string {
  const others = scope.suspect.observations.some(({ record }) => !syscalls.includes(record.syscall));
  return others && syscalls.length === 1 ? `For ${syscalls[0]}, ` : '';
}

/** `always`, or where not: `in 3 of 12 events`. */
export function howOften(scope: Scope, fit: Pick<Fit, 'reach'>): string {
  if (fit.reach === 'always') return 'always';
  return `in ${scope.wrong.length} of ${count(scope.observations.length, 'event')}`;
}

/** What the field should hold. */
export function meaningOf({ suspect }: Scope): string {
  return WORDS[suspect.witness];
}

/** `are` and `have`, or `is` and `has`: the flags are many. */
export function verb({ suspect }: Scope, plural: 'are' | 'have'): string {
  if (suspect.witness === 'flags') return plural;
  return plural === 'are' ? 'is' : 'has';
}

/** Where to get it from, as a sentence. */
export function remedyOf(scope: Scope, syscalls: readonly TracedSyscall[]): string {
  const populates = scope.source?.calls.some(({ callee }) => callee === 'gadget_process_populate') ?? false;
  return remedy(scope.suspect.witness, syscalls, populates);
}

export function hex(value: bigint): string {
  return `\`0x${value.toString(16)}\``;
}
