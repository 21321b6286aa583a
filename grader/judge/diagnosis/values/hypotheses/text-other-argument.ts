import type { TracedSyscall } from '../../../../model/check-spec.ts';
import { textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { ARGUMENTS, type ArgumentName, argumentBehind, argumentText, startUpper } from '../knowledge.ts';
import type { Scope } from '../scope.ts';
import { sight } from '../sighting.ts';
import { fieldOf, forCalls, remedyOf } from '../wording.ts';
import { reads, whereToMend, whoServesBoth } from './other-argument.ts';

/** The pointer of another argument was followed; there is no text there. */
export const textOtherArgument: Hypothesis = {
  id: 'text-from-other-argument',
  meaning: 'The text was read where another argument of the system call points.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_open")\nint open_entry(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[1]);\n}',
    message:
      'For open, `filename` is read from where `args[1]` points; but that is `flags`, and points to no text. The path of open is `args[0]`.',
  },
  test: (scope) => {
    // Nothing at all was read, so that a path that is empty itself is no exception.
    const isEmpty = scope.observations.every((one) => one.actual.kind === 'text' && textIn(one).length === 0);
    if (!isEmpty || argumentBehind(scope.suspect.witness) !== 'filename') return [];
    return ARGUMENTS.openat.flatMap((name) => testPointer(scope, name));
  },
};

function testPointer(scope: Scope, name: ArgumentName): readonly Candidate[] {
  if (name === 'filename') return [];
  const sightings = sight(scope, ({ text }, { syscall }) => reads(scope, text, syscall, name));
  if (sightings === undefined) return [];
  const place = whereToMend(scope, name, sightings);
  return [
    {
      key: name,
      cost: 1,
      bits: 20,
      shown: place,
      place,
      say: (syscalls) => {
        const text = `${fieldOf(scope)} is read from where ${where(name, syscalls)} points; but that is \`${name}\`, and points to no text. ${remedyOf(scope, syscalls)}`;
        return startUpper(forCalls(scope, syscalls) + text) + whoServesBoth(scope, sightings[0], syscalls);
      },
    },
  ];
}

function where(name: ArgumentName, syscalls: readonly TracedSyscall[]): string {
  if (syscalls.length === 1) return argumentText(name, syscalls[0] ?? 'openat');
  return syscalls.map((syscall) => `${argumentText(name, syscall)} of ${syscall}`).join(' or ');
}
