import { showName } from '../../text.ts';
import { type Argument, type Call, callAround } from './calls.ts';
import type { CompilerError, Failure, Said } from './failure.ts';
import { offsetOf, tokenAt } from './failure.ts';
import { ordinal } from './names.ts';
import { parametersOf } from './types.ts';
import { meaningOf } from './variables.ts';

interface Handed {
  readonly call: Call;
  readonly argument: Argument;
  readonly parameter: string;
  readonly number: number;
}

/** A value handed to a function that wants another type. */
export function wrongArgument(failure: Failure, first: CompilerError): Said | undefined {
  const handed = handedAt(failure, first.at);
  if (handed === undefined) return undefined;
  const { call, argument, parameter, number } = handed;
  const at = failure.tokens[argument.first]?.from ?? 0;
  const what = `The ${ordinal(number)} argument of \`${call.name}\` must fit \`${showName(parameter)}\``;
  const value = `\`${showName(argument.text)}\``;
  if (areSwapped(failure, handed)) {
    return {
      message: `${what}, but ${value} does not. Others of this call do not fit either: the arguments stand in another order than the parameters.`,
      at,
    };
  }
  return { message: `${what}${whyNot(failure, first, handed, value)}`, at };
}

function whyNot(
  { program }: Failure,
  first: CompilerError,
  { argument, parameter }: Handed,
  value: string,
): string {
  const { fixIt, category } = first.diagnostic;
  const isNumber = category === '-Wint-conversion';
  if (!parameter.includes('*')) {
    // `(*event)` where its size is wanted.
    const isThing = /\bsize/.test(parameter) && /^\([*\w.>-]+\)$/.test(argument.text);
    if (isThing) return `; ${value} is the thing itself. Its size is \`sizeof${showName(argument.text)}\`.`;
    return isNumber ? `, a number; ${value} is a pointer.` : `; ${value} is something else.`;
  }
  if (fixIt?.text === '&' || meaningOf(program, argument.text, first.offset ?? 0)?.kind === 'map') {
    return `, a pointer; ${value} is the thing itself. Put a \`&\` before it.`;
  }
  if (argument.text.startsWith('*')) {
    return `, a pointer; the \`*\` in ${value} takes what it points to. Leave the \`*\` out.`;
  }
  if (/^\w+\s*->\s*args\s*\[[^\]]*\]$/.test(argument.text)) {
    const type = showName(parameter.replace(/\s*\w+$/, ''));
    return `, a pointer; to C, ${value} is a plain number. Put \`(${type})\` before it.`;
  }
  return isNumber ? `, a pointer; ${value} is a number.` : `; ${value} is something else.`;
}

/** The argument that begins with a token, or whose first value does. */
function handedAt(failure: Failure, at: number): Handed | undefined {
  const call = callAround(failure, at);
  const parameters = call && parametersOf(failure.program, call.name);
  if (call === undefined || parameters === undefined || parameters.length !== call.arguments.length)
    return undefined;
  const index = call.arguments.findIndex(({ first, last }) => first <= at && at <= last);
  const [argument, parameter] = [call.arguments[index], parameters[index]];
  if (argument === undefined || parameter === undefined || at !== argument.first) return undefined;
  return { call, argument, parameter, number: index + 1 };
}

/** Two arguments or more of the same call do not fit. */
function areSwapped(failure: Failure, { call }: Handed): boolean {
  const { diagnostics, program, tokens } = failure;
  const wrong = diagnostics.filter((diagnostic) => {
    if (diagnostic.severity === 'note') return false;
    const index = tokenAt(tokens, offsetOf(program, diagnostic));
    return call.arguments.some(({ first }) => first === index);
  });
  return wrong.length > 1;
}
