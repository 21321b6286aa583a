import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';
import { type Place, placeAt } from '../source/text.ts';
import { type Code, codeOf } from '../structure/code.ts';
import { numberOf } from './constants.ts';
import { refused } from './scene.ts';
import { refusedFunction, sectionPlace } from './sections.ts';
import { syscallOf } from './tracepoints.ts';
import { listed, quote } from './wording.ts';

/** The kernel compares what a program reads of its context with the size of the tracepoint's record (EACCES). */
export const readsBeyondArguments = rule({
  id: 'reads-beyond-arguments',
  meaning: 'A program reads more arguments than its system call has.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_open")\n…\n\treturn handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[3]);',
    message:
      'There is no `args[3]` for `open`: it has 3 arguments, `args[0]` to `args[2]` (filename, flags and mode).',
  },
  needs: ['refusal'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find(refusal: Refusal, program: CSource | undefined): readonly Finding[] {
  const { stage, errno, section = '' } = refusal;
  if (stage !== 'attach' || errno !== 'EACCES' || !/^(tp|tracepoint)\//.test(section)) return [];
  const call = syscallOf(section);
  if (call !== undefined && !call.entered) return [];
  const has = call?.arguments && argumentsOf(call.arguments);
  const use = program && call?.arguments && furthestUse(program, refusal, call.arguments.length);
  if (use !== undefined && call !== undefined) {
    const far =
      use.index === undefined
        ? `${quote(`args[${use.text}]`)} goes beyond the arguments of ${quote(call.syscall)}`
        : `There is no ${quote(`args[${use.index}]`)} for ${quote(call.syscall)}`;
    return refused(`${far}: it has ${has}.`, use);
  }
  const what = `${quote(refusal.program ?? 'The program')} reads further than the arguments of its system call go`;
  const known =
    call === undefined || has === undefined
      ? 'open has three, openat has four'
      : `${quote(call.syscall)} has ${has}`;
  return refused(`${what}: ${known}.`, sectionPlace(program, refusal));
}

function argumentsOf(names: readonly string[]): string {
  const range = names.length === 1 ? '`args[0]`' : `\`args[0]\` to \`args[${names.length - 1}]\``;
  return `${names.length} ${names.length === 1 ? 'argument' : 'arguments'}, ${range} (${listed(names)})`;
}

interface Use extends Place {
  /** Undefined where it is only known as the program runs, or as a loop goes round. */
  readonly index: bigint | undefined;
  readonly text: string;
}

/** The largest index into the arguments that is too large, in the refused function or one that it calls. */
function furthestUse(program: CSource, refusal: Refusal, count: number): Use | undefined {
  const code = codeOf(program);
  const start = refusedFunction(program, refusal);
  if (start === undefined) return undefined;
  const uses = reachedFrom(code, start).flatMap((own) => usesIn(program, code, own));
  const known = uses.flatMap(({ index, ...use }) => (index === undefined ? [] : [{ ...use, index }]));
  const tooFar = known.filter(({ index }) => index >= BigInt(count));
  const unknown = uses.filter(({ index }) => index === undefined);
  return (
    tooFar.sort((one, other) => Number(other.index - one.index))[0] ??
    (unknown.length === 1 ? unknown[0] : undefined)
  );
}

function usesIn(program: CSource, code: Code, { from, to }: CFunction): readonly Use[] {
  const text = code.text.slice(from, to);
  return [...text.matchAll(/\bargs\s*\[([^\]]+)\]/g)].flatMap((match): Use[] => {
    const index = numberOf(code, match[1] ?? '');
    return [{ index, text: match[1] ?? '', ...placeAt(program, from + match.index) }];
  });
}

function reachedFrom(code: Code, start: CFunction): readonly CFunction[] {
  const reached = new Set([start]);
  for (const own of reached) {
    for (const call of code.calls) {
      const called = call.function === own && code.functions.find(({ name }) => name === call.callee);
      if (called) reached.add(called);
    }
  }
  return [...reached];
}
