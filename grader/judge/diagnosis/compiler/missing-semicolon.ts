import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import {
  braceAround,
  endBefore,
  isInStruct,
  isParse,
  STATEMENT_WORDS,
  STORAGE_WORDS,
  statementStart,
  TYPE_WORDS,
} from './syntax.ts';

export const missingSemicolon = compilerRule({
  id: 'missing-semicolon',
  meaning: 'A statement, a member or a declaration does not end with a semicolon.',
  example: {
    code: '\tevent->flags = flags\n\n\tgadget_submit_buf(ctx, &events, event, sizeof(*event));',
    message: 'A `;` is missing at the end of this line.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first === undefined) return undefined;
    if (!isParse(first)) return beforeStar(failure, first);
    return commaInstead(failure, first) ?? missing(failure, first);
  },
});

function missing(failure: Failure, { diagnostic: { fixIt }, at }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const isInserted = fixIt?.text === ';' && fixIt.start.line === fixIt.end.line;
  if (!isInserted) return undefined;
  if (fixIt.end.column > fixIt.start.column) {
    const wrong = tokens[at];
    return wrong && { message: `Here must be a \`;\` in place of the \`${wrong.text}\`.`, at: wrong.from };
  }
  const before = tokens[at - 1];
  if (before === undefined || !canFollow(failure, at) || isBareCondition(failure, at)) return undefined;
  const isLast = tokens[at]?.line !== before.line;
  const message = isLast ? endOfLine(failure, at) : `A \`;\` is missing before \`${tokens[at]?.text}\`.`;
  return { message, at: endBefore(failure, at) };
}

/** `(!event)` and a statement in the next line: rather, the `if` is missing. */
function isBareCondition({ tokens, brackets }: Failure, at: number): boolean {
  const open = brackets.partner.get(at - 1);
  const isStatement = STATEMENT_WORDS.includes(tokens[at]?.text ?? '');
  return (
    open !== undefined &&
    tokens[at - 1]?.text === ')' &&
    /^[;{}]$/.test(tokens[open - 1]?.text ?? '') &&
    isStatement
  );
}

/** Without the semicolon before it, the line `*p = 1;` goes on with a product. */
function beforeStar(failure: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const [before, star, name, next] = tokens.slice(Math.max(0, at - 1), at + 3);
  const isStart =
    star?.text === '*' && before !== undefined && before.line < star.line && name?.kind === 'name';
  const isEnd = before?.kind === 'name' || before?.kind === 'number' || /^[)\]]$/.test(before?.text ?? '');
  const isTarget = /^(=|->|\[)$/.test(next?.text ?? '') && braceAround(failure, at) !== undefined;
  if (!isStart || !isEnd || !isTarget || diagnostic.category !== 'Semantic Issue') return undefined;
  return { message: 'A `;` is missing at the end of this line.', at: endBefore(failure, at) };
}

function endOfLine(failure: Failure, at: number): string {
  const [brace, before] = [failure.tokens[at - 2], failure.tokens[at - 1]];
  if (before?.text !== '}') return 'A `;` is missing at the end of this line.';
  return brace?.text === ';'
    ? 'A `;` is missing behind this `}`: the end of a struct needs one.'
    : 'A `;` is missing behind this `}`.';
}

/** True where what comes next begins something new, so that nothing else than the semicolon is missing. */
function canFollow(failure: Failure, at: number): boolean {
  const { tokens, scan } = failure;
  const [before, next, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (before === undefined || next === undefined) return before !== undefined;
  const isNewLine =
    next.line !== before.line || scan.directives.some(({ from }) => from > before.to && from < next.from);
  if (next.text === '}' || [...STATEMENT_WORDS, ...STORAGE_WORDS].includes(next.text)) return true;
  if (isNewLine) return next.kind === 'name' || /^(\*|\+\+|--|\(|\{|&)$/.test(next.text);
  if (TYPE_WORDS.includes(next.text)) return true;
  const isStatement =
    braceAround(failure, at) !== undefined && /^(=|->|\.|\(|\+\+|--|[+\-*|&^]=)$/.test(after?.text ?? '');
  const start = statementStart(failure, at);
  const isWhole = before.text === ')' || tokens.slice(start, at).some(({ text }) => text === '=');
  return next.kind === 'name' && isStatement && isWhole && /^[)\]]$|^\w/.test(before.text);
}

/** `char filename[256],` at the end of a member. */
function commaInstead(failure: Failure, { at }: CompilerError): Said | undefined {
  const { tokens } = failure;
  const [comma, next] = [tokens[at - 1], tokens[at]];
  if (comma?.text !== ',' || next === undefined || next.line === comma.line || !isInStruct(failure, at))
    return undefined;
  return { message: 'A member ends with a `;`, not with a comma.', at: comma.from };
}
