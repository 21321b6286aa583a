import { showName } from '../../text.ts';
import { type Call, callAround, callAt } from './calls.ts';
import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { listNames } from './names.ts';
import { functionAt, isSemantic } from './syntax.ts';
import { parametersOf } from './types.ts';
import { meaningOf } from './variables.ts';

export const argumentCount = compilerRule({
  id: 'argument-count',
  meaning: 'A function is called with more or with fewer arguments than it takes.',
  example: {
    code: 'gadget_submit_buf(&events, event, sizeof(*event));',
    message:
      '`gadget_submit_buf` takes 4 arguments, but there are 3 here. It wants `void *ctx`, `void *map`, `void *buf` and `__u64 size`.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined || !isSemantic(first)) return undefined;
    return parameterMissing(failure, first) ?? wrongCount(failure, first);
  },
});

function wrongCount(failure: Failure, first: CompilerError): Said | undefined {
  const call = callAround(failure, first.at);
  const wanted = call && parametersOf(failure.program, call.name);
  if (call === undefined || wanted === undefined || wanted.includes('...')) return undefined;
  const given = call.arguments.length;
  if (given === wanted.length) return undefined;
  const takes = wanted.length === 0 ? 'no arguments' : count(wanted.length);
  const here =
    given === 0 ? 'there is none here' : given === 1 ? 'there is 1 here' : `there are ${given} here`;
  const wants =
    wanted.length === 0 ? 'Leave the parentheses empty.' : `It wants ${listNames(wanted.map(showName))}.`;
  const at = failure.tokens[call.at]?.from ?? 0;
  return { message: `\`${call.name}\` takes ${takes}, but ${here}. ${wants}`, at };
}

function count(number: number): string {
  return number === 1 ? '1 argument' : `${number} arguments`;
}

/**
 * Every call of an own function hands over the same number of arguments, more than it takes: then its definition was
 * forgotten. The compiler may see that by a call, or earlier, by the name in the body that has no meaning.
 */
function parameterMissing(failure: Failure, first: CompilerError): Said | undefined {
  const { program, tokens } = failure;
  const called = callAround(failure, first.at)?.name;
  const unknown = unknownAt(failure, first);
  const name = unknown === undefined ? called : functionAt(failure, first.offset)?.name;
  const own = program.functions.find((other) => other.name === name);
  if (own === undefined || (unknown === undefined && own.name !== called)) return undefined;
  const calls = callsOf(failure, own.name);
  const given = calls[0]?.arguments.length ?? 0;
  const isAlike = calls.every((call) => call.arguments.length === given);
  const takes = parametersOf(program, own.name)?.length ?? 0;
  if (calls.length < (unknown === undefined ? 2 : 1) || !isAlike || given <= takes) return undefined;
  const extra = calls[0]?.arguments.at(-1)?.text ?? '';
  const which = unknown === undefined ? `for \`${showName(extra)}\`` : `\`${unknown}\`, which is used in it,`;
  const lines = calls.map((call) => tokens[call.at]?.line).join(' and ');
  const message = `\`${own.name}\` is called with ${count(given)} (line ${lines}), but its definition here takes ${takes}: a parameter ${which} is missing.`;
  return {
    message: lines.includes('and') ? message.replace('(line ', '(lines ') : message,
    at: tokenOf(own.line, failure, own.name),
  };
}

function tokenOf(line: number, { tokens }: Failure, name: string): number {
  return tokens.find((token) => token.line === line && token.text === name)?.from ?? 0;
}

function unknownAt(
  { tokens, program }: Failure,
  { at, offset, diagnostic }: CompilerError,
): string | undefined {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  const isPlain =
    token?.kind === 'name' &&
    token.from === offset &&
    next?.text !== '(' &&
    !/^(->|\.)$/.test(before?.text ?? '');
  if (!isPlain || diagnostic.category !== 'Semantic Issue') return undefined;
  return meaningOf(program, token.text, token.from) === undefined ? token.text : undefined;
}

function callsOf(failure: Failure, name: string): readonly Call[] {
  return failure.tokens.flatMap((token, index) => {
    const call = token.text === name ? callAt(failure, index) : undefined;
    const isCall =
      call !== undefined && functionAt(failure, token.from) !== undefined && !isHead(failure, call);
    return isCall ? [call] : [];
  });
}

function isHead({ tokens, program }: Failure, { at, name }: Call): boolean {
  return program.functions.some((own) => own.name === name && own.line === tokens[at]?.line);
}
