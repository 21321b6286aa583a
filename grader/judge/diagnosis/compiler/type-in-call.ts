import { showName } from '../../text.ts';
import { callAround } from './calls.ts';
import { compilerRule } from './failure.ts';
import { braceAround, isParse, TYPE_WORDS } from './syntax.ts';

export const typeInCall = compilerRule({
  id: 'type-in-call',
  meaning: 'A call repeats the type of a parameter, which only the definition has.',
  example: {
    code: 'return handle_open(struct syscall_trace_enter *ctx, filename);',
    message:
      'A call names the value only, not its type: `ctx` in place of `struct syscall_trace_enter *ctx`.',
  },
  explain: (failure) => {
    const { first, tokens } = failure;
    if (first === undefined || !isParse(first) || braceAround(failure, first.at) === undefined)
      return undefined;
    const argument = callAround(failure, first.at)?.arguments.find((other) => other.first === first.at);
    if (argument === undefined || !TYPE_WORDS.includes(tokens[first.at]?.text ?? '')) return undefined;
    const inside = tokens.slice(argument.first, argument.last + 1);
    const value = inside.at(-1);
    if (
      value?.kind !== 'name' ||
      inside.length < 2 ||
      !inside.every(({ kind, text }) => kind === 'name' || text === '*')
    )
      return undefined;
    const written = showName(argument.text);
    return {
      message: `A call names the value only, not its type: \`${value.text}\` in place of \`${written}\`.`,
      at: tokens[first.at]?.from ?? 0,
    };
  },
});
