import type { TracedSyscall } from '../../../../model/check-spec.ts';
import type { Place } from '../../source/text.ts';
import { type Fit, fitNumbers } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { ARGUMENTS, type ArgumentName, argumentBehind, argumentOf, argumentText } from '../knowledge.ts';
import { argumentsOf } from '../origins/copies.ts';
import { bare, numberOf } from '../origins/expression.ts';
import { expand } from '../origins/macros.ts';
import { entriesOf, reachedBy } from '../origins/reach.ts';
import type { Step } from '../origins/trace.ts';
import type { Origin, Scope } from '../scope.ts';
import { lastWrite, placeOf, type Sighting, sight } from '../sighting.ts';
import { code, fieldOf, howOften, remedyOf } from '../wording.ts';

/** The number is an argument of the call, but another one. */
export const otherArgument: Hypothesis = {
  id: 'value-from-other-argument',
  meaning: 'A field holds another argument of the system call than it should.',
  example: {
    code: 'return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[3]);',
    message: '`flags` is always `args[3]` of openat, which is `mode`. The flags of openat are `args[2]`.',
  },
  test: (scope) => NAMES.flatMap((name) => testName(scope, name)),
};

const NAMES: readonly ArgumentName[] = ['dfd', 'filename', 'flags', 'mode'];

function testName(scope: Scope, name: ArgumentName): readonly Candidate[] {
  if (argumentBehind(scope.suspect.witness) === name) return [];
  const fit = fitNumbers(scope, ({ record }) => argumentOf(record, name));
  if (fit === undefined) return [];
  const sightings = sight(scope, ({ text }, { syscall }) => reads(scope, text, syscall, name));
  return [
    {
      key: name,
      cost: fit.reach === 'always' ? 1 : 11,
      bits: fit.bits,
      shown: sightings && whereToMend(scope, name, sightings),
      place: lastWrite(scope),
      say: (syscalls) => message(scope, fit, name, syscalls) + whoServesBoth(scope, sightings?.[0], syscalls),
    },
  ];
}

/** Whether the text reads this argument of the system call: `ctx->args[3]`, `BPF_CORE_READ(ctx, args[MODE])`. */
export function reads(
  { source }: Pick<Scope, 'source'>,
  text: string,
  syscall: TracedSyscall,
  name: ArgumentName,
): boolean {
  const index = BigInt(ARGUMENTS[syscall].indexOf(name));
  if (source === undefined) return false;
  const found = [...expand(source, text).matchAll(/\bargs\s*\[([^\]]*)\]/g)];
  return found.some(([, number = '']) => numberOf(source, number) === index);
}

/**
 * Where the wrong argument was taken; but where it was taken under its own name, and only later for something else, it
 * is that choice which was wrong.
 */
export function whereToMend(
  scope: Scope,
  name: ArgumentName,
  [{ origin, step }]: readonly [Sighting, ...Sighting[]],
): Place {
  const { write, steps } = origin;
  const own = scope.suspect.field.path.split('.').at(-1);
  const chosen = steps.find(({ kind, text }) => kind === 'value' && lastName(text) === name);
  if (chosen !== undefined && name !== own) return placeOf(chosen === steps[0] ? write.at : chosen);
  const variable = bare(write.value?.text ?? '');
  const isOther = /^\w+$/.test(variable) && variable !== own;
  return placeOf(isOther && cameAlong(scope, origin, step) ? write.at : step);
}

/** `mode` of `mode`, `call->mode` and `call.mode`. */
function lastName(text: string): string | undefined {
  return /^(?:\w+(?:->|\.))*(\w+)$/.exec(bare(text))?.[1];
}

/** Whether the call that hands over the wrong argument hands over the right one as well. */
function cameAlong({ source, suspect }: Scope, { write, syscall }: Origin, step: Step): boolean {
  const right = argumentBehind(suspect.witness);
  if (source === undefined || right === undefined) return false;
  return source.calls.some(
    (call) =>
      call.callee === write.at.function?.name &&
      call.node.from <= step.from &&
      step.to <= call.node.to &&
      argumentsOf(source, call).some(({ text }) => reads({ source }, text, syscall, right)),
  );
}

function message(scope: Scope, fit: Fit, name: ArgumentName, syscalls: readonly TracedSyscall[]): string {
  const [only, other] = syscalls;
  const is = `${fieldOf(scope)} is ${howOften(scope, fit)}`;
  const hint = whyIndexDiffers(scope, name, syscalls);
  if (only !== undefined && other === undefined) {
    return `${is} ${argumentText(name, only)} of ${only}, which is \`${name}\`. ${remedyOf(scope, syscalls)}${hint}`;
  }
  const verb = `${argumentText(name, 'openat')} of openat and ${argumentText(name, 'open')} of open`;
  return `${is} \`${name}\`, that is ${verb}. ${remedyOf(scope, syscalls)}`;
}

/** The index of one system call used for the other. */
function whyIndexDiffers(scope: Scope, name: ArgumentName, syscalls: readonly TracedSyscall[]): string {
  const right = argumentBehind(scope.suspect.witness);
  const [only] = syscalls;
  if (right === undefined || only === undefined) return '';
  const other: TracedSyscall = only === 'open' ? 'openat' : 'open';
  if (ARGUMENTS[only].indexOf(name) !== ARGUMENTS[other].indexOf(right)) return '';
  return only === 'open'
    ? ' They differ because openat has an argument in front of the path that open has not.'
    : ' In open it is one less, because open has no directory in front of the path.';
}

/** What is read in a function that both entries call cannot be right for both: the index differs. */
export function whoServesBoth(
  { source }: Scope,
  sighting: Sighting | undefined,
  syscalls: readonly TracedSyscall[],
): string {
  const shared = sighting?.step.function;
  if (source === undefined || shared === undefined || syscalls.length > 1) return '';
  const both = (['open', 'openat'] as const).every(
    (syscall) => entriesOf(source, syscall).length > 0 && reachedBy(source, syscall).has(shared),
  );
  if (!both || shared.section !== undefined) return '';
  return ` ${code(`${shared.name}()`)} serves both, so let each entry function hand over its own.`;
}
