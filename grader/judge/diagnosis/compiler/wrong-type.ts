import { showName } from '../../text.ts';
import { textBetween } from './calls.ts';
import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { constant, needlessStar, pointerMissing, textInLetter } from './pointer-missing.ts';
import { functionAt, isSemantic } from './syntax.ts';
import { wrongArgument } from './wrong-argument.ts';
import { isMismatch, wrongAssignment } from './wrong-assignment.ts';

export const wrongType = compilerRule({
  id: 'wrong-type',
  meaning: 'A value has a type that does not fit where it is put.',
  example: {
    code: 'gadget_process_populate(event->proc);',
    message:
      'The 1st argument of `gadget_process_populate` must fit `struct gadget_process *p`, a pointer; `event->proc` is the thing itself. Put a `&` before it.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first?.offset === undefined || !isSemantic(first)) return undefined;
    return (
      pointerMissing(failure, first) ??
      textInLetter(failure, first) ??
      constant(failure, first) ??
      noValue(failure, first) ??
      wrongArgument(failure, first) ??
      needlessStar(failure, first) ??
      wrongReturn(failure, first) ??
      wrongAssignment(failure, first)
    );
  },
});

/** `return 0;` in a function that is declared to return nothing. */
function noValue(failure: Failure, { at, diagnostic, offset }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const isReturn =
    /^-Wreturn-/.test(diagnostic.category) && tokens[at]?.text === 'return' && tokens[at + 1]?.text !== ';';
  const name = functionAt(failure, offset)?.name;
  const head = tokens.findIndex(({ text }, index) => text === name && tokens[index + 1]?.text === '(');
  const type = tokens[head - 1];
  if (!isReturn || name === undefined || type?.text !== 'void') return undefined;
  return {
    message: `\`${name}\` is declared \`void\`, which means that it returns nothing, but it does return a value. Write \`int\`.`,
    at: type.from,
  };
}

function wrongReturn(failure: Failure, { at, offset, diagnostic }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const own = functionAt(failure, offset);
  if (tokens[at - 1]?.text !== 'return' || own === undefined || !isMismatch(diagnostic.category))
    return undefined;
  const end = tokens.findIndex(({ text }, index) => index > at && text === ';');
  const value = showName(textBetween(failure, at, end - 1));
  const kind = diagnostic.category === '-Wint-conversion' ? ', which is a number; this is a pointer' : '';
  return {
    message: `\`${value}\` does not fit what \`${own.name}\` returns${kind}.`,
    at: tokens[at]?.from ?? 0,
  };
}
