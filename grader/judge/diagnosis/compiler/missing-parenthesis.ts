import { callAround } from './calls.ts';
import { type CompilerError, compilerRule, type Failure, offsetOf, type Said, tokenAt } from './failure.ts';
import { MACROS } from './signatures.ts';
import { endBefore, isLexical, isParse, STATEMENT_WORDS, TYPE_WORDS } from './syntax.ts';

export const missingParenthesis = compilerRule({
  id: 'missing-parenthesis',
  meaning: 'A round or square bracket is missing, or there is one too many.',
  example: {
    code: '\tif (gadget_should_discard_data_current()\n\t\treturn 0;',
    message: 'The `(` after `if` is never closed: a `)` is missing here.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined) return undefined;
    if (isLexical(first)) return unclosedMacro(failure, first);
    return (
      bareMacro(failure, first) ??
      (isParse(first) ? bareCondition(failure, first) : undefined) ??
      surplus(failure, first) ??
      (isParse(first) ? (unclosed(failure, first) ?? bareCast(failure, first)) : undefined) ??
      open(failure, first)
    );
  },
});

/** The compiler names the bracket that it wants to see closed. */
function unclosed(failure: Failure, { at, notes }: CompilerError): Said | undefined {
  const { brackets, tokens } = failure;
  const opener = notes.map((note) => openerAt(failure, note)).find((index) => index !== undefined);
  const isOdd = brackets.odd.some((odd) => /^[([]$/.test(tokens[odd]?.text ?? ''));
  // `if (!event return 0)`: it is closed, but too late.
  const isLate = STATEMENT_WORDS.includes(tokens[at]?.text ?? '');
  if (opener === undefined || !(isOdd || isLate)) return undefined;
  return { message: neverClosed(failure, opener), at: endBefore(failure, at) };
}

function openerAt(failure: Failure, note: CompilerError['diagnostic']): number | undefined {
  const { program, tokens } = failure;
  const offset = note.category === '' ? offsetOf(program, note) : undefined;
  const index = tokenAt(tokens, offset);
  return /^[([]$/.test(tokens[index]?.text ?? '') ? index : undefined;
}

function neverClosed({ tokens }: Failure, opener: number): string {
  const bracket = tokens[opener]?.text === '[' ? '[' : '(';
  const closer = bracket === '[' ? ']' : ')';
  const before = tokens[opener - 1];
  const isNamed = before?.kind === 'name';
  const where = !isNamed
    ? 'here'
    : STATEMENT_WORDS.includes(before.text)
      ? `after \`${before.text}\``
      : `of \`${before.text}\``;
  const which = isNamed ? `The \`${bracket}\` ${where}` : `A \`${bracket}\``;
  return `${which} is never closed: a \`${closer}\` is missing here.`;
}

/** A macro's brackets that have no end, which swallow the rest of the file. */
function unclosedMacro(failure: Failure, { at }: CompilerError): Said | undefined {
  const { tokens, brackets } = failure;
  const [name, open] = [tokens[at], tokens[at + 1]];
  if (name?.kind !== 'name' || open?.text !== '(' || !brackets.odd.includes(at + 1)) return undefined;
  const rest = tokens.findIndex(
    ({ line }, index) => index > at && line > name.line && !goesOn(tokens[index - 1]?.text),
  );
  return {
    message: neverClosed(failure, at + 1),
    at: endBefore(failure, rest === -1 ? tokens.length : rest),
  };
}

function goesOn(text: string | undefined): boolean {
  return text !== undefined && /^[,(+\-*/|&]$/.test(text);
}

/** `SEC "tracepoint/…"` */
function bareMacro({ tokens }: Failure, { at }: CompilerError): Said | undefined {
  const [name, next] = [tokens[at], tokens[at + 1]];
  if (name === undefined || !MACROS.has(name.text) || next?.text === '(' || next === undefined)
    return undefined;
  return {
    message: `What \`${name.text}\` is given stands in parentheses; here they are missing.`,
    at: name.to,
  };
}

/** `if x == 0`, of which the compiler sees the first token or the second. */
function bareCondition({ tokens }: Failure, { at }: CompilerError): Said | undefined {
  for (const index of [at, at - 1]) {
    const [word, token] = [tokens[index - 1], tokens[index]];
    if (!/^(if|while|for|switch)$/.test(word?.text ?? '') || token === undefined || token.text === '(')
      continue;
    const message = `What comes after \`${word?.text}\` must stand in parentheses; here the \`(\` is missing.`;
    return { message, at: word?.to ?? token.from };
  }
  return undefined;
}

/** One that nothing closes, before the error in its line: whatever the error is, it comes from there. */
function open(failure: Failure, { at }: CompilerError): Said | undefined {
  const { tokens, brackets } = failure;
  const line = tokens[at]?.line;
  const odd = brackets.odd.find(
    (index) => index < at && tokens[index]?.line === line && /^[([]$/.test(tokens[index]?.text ?? ''),
  );
  if (odd === undefined) return undefined;
  const end = tokens.findIndex((token, index) => index > odd && (token.text === ';' || token.line !== line));
  return { message: neverClosed(failure, odd), at: endBefore(failure, end === -1 ? tokens.length : end) };
}

/** A closing one that belongs to nothing, in the line of the error. */
function surplus({ tokens, brackets }: Failure, { at }: CompilerError): Said | undefined {
  const line = tokens[at]?.line;
  const odd = brackets.odd.find((index) => {
    const token = tokens[index];
    return (
      /^[)\]]$/.test(token?.text ?? '') && (token?.line === line || token?.line === tokens[at - 1]?.line)
    );
  });
  const token = odd === undefined ? undefined : tokens[odd];
  if (odd === undefined || token === undefined || isAlone(tokens, odd)) return undefined;
  const opener = token.text === ')' ? '(' : '[';
  return {
    message: `No \`${opener}\` belongs to this \`${token.text}\`. Take it away, or put the \`${opener}\` where it should begin.`,
    at: token.from,
  };
}

/** It stands where a curly one should. */
function isAlone(tokens: Failure['tokens'], index: number): boolean {
  return [index - 1, index + 1].every((other) => tokens[other]?.line !== tokens[index]?.line);
}

/** `f(const char *p->x)`: a type before a value. */
function bareCast(failure: Failure, { at }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const call = callAround(failure, at);
  const argument = call?.arguments.find(({ first }) => first === at);
  if (argument === undefined || !TYPE_WORDS.includes(tokens[at]?.text ?? '')) return undefined;
  const inside = tokens.slice(argument.first, argument.last + 1);
  const isType = inside.every(({ kind, text }) => kind === 'name' || text === '*');
  if (
    isType ||
    (!/^const|^(struct|union)$/.test(tokens[at]?.text ?? '') &&
      !inside.some(({ text }) => /^(->|\.|\[)$/.test(text)))
  )
    return undefined;
  const message =
    'A type that a value is to be turned into stands in parentheses before the value, as in `(int)x`.';
  return { message: `${message} Here they are missing.`, at: tokens[at]?.from ?? 0 };
}
