import { textBetween } from './calls.ts';
import { type CompilerError, compilerRule, type Failure } from './failure.ts';
import { isSemantic, statementStart } from './syntax.ts';
import { structBefore } from './types.ts';
import { meaningOf } from './variables.ts';

export const arrayAssigned = compilerRule({
  id: 'array-assigned',
  meaning: 'An array is given a value with `=`, which C cannot do.',
  example: {
    code: 'event->filename = filename;',
    message:
      '`event->filename` is an array, and C cannot fill one with `=`. Its bytes have to be copied: `bpf_probe_read_user_str` copies a text out of the memory of a process into the place that its first argument names.',
  },
  explain: (failure) => {
    const { first } = failure;
    const target = first && arrayBefore(failure, first);
    if (target === undefined) return undefined;
    const { text, at } = target;
    return {
      message: `\`${text}\` is an array, and C cannot fill one with \`=\`. Its bytes have to be copied: \`bpf_probe_read_user_str\` copies a text out of the memory of a process into the place that its first argument names.`,
      at,
    };
  },
});

/** The array to the left of the `=` of the statement in which the error is. */
function arrayBefore(
  failure: Failure,
  first: CompilerError,
): { readonly text: string; readonly at: number } | undefined {
  const { tokens, brackets } = failure;
  if (!isSemantic(first) || first.offset === undefined) return undefined;
  const start = statementStart(failure, first.at);
  const equals = tokens.findIndex(({ text }, index) => index >= start && /^[=;]$/.test(text));
  if (tokens[equals]?.text !== '=' || equals > first.at) return undefined;
  // Deeper on the right, the error may have to do with anything; in a call that gives the value, it is the same cause.
  const isCall = tokens[equals + 1]?.kind === 'name' && tokens[equals + 2]?.text === '(';
  const isWithin =
    first.at === equals ||
    (isCall && [brackets.around[first.at], brackets.partner.get(first.at)].includes(equals + 2));
  const text = textBetween(failure, start, equals - 1);
  return isWithin && isArray(failure, text, equals) ? { text, at: tokens[start]?.from ?? 0 } : undefined;
}

function isArray({ program, tokens }: Failure, target: string, equals: number): boolean {
  const offset = tokens[equals]?.from ?? 0;
  if (!/^[\w.\s]+(->[\w.\s]+)*$/.test(target)) return false;
  const path = target.split(/->|\./).map((part) => part.trim());
  const member = path.pop() ?? '';
  if (path.length === 0) return meaningOf(program, member, offset)?.array !== undefined;
  const struct = structBefore(program, path, offset);
  const own = program.structs.find(({ name }) => name === struct);
  const text = own?.members.find(({ name }) => name === member)?.text;
  return text === undefined
    ? /^gadget_(process|parent)$/.test(struct ?? '') && member === 'comm'
    : text.includes('[');
}
