import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { nearestName } from './names.ts';
import { SIGNATURES } from './signatures.ts';
import {
  braceAround,
  functionAt,
  headOf,
  isInStruct,
  isParse,
  isWord,
  STATEMENT_WORDS,
  STORAGE_WORDS,
  statementStart,
  TYPE_WORDS,
} from './syntax.ts';

export const misplacedCode = compilerRule({
  id: 'misplaced-code',
  meaning: 'A statement stands outside of a function, or a text that is no code stands in the program.',
  example: {
    code: '}\n\ngadget_process_populate(&event->proc);',
    message: 'This statement stands outside of a function. It belongs between the `{` and the `}` of one.',
  },
  explain: (failure) => {
    const { first } = failure;
    if (first?.offset === undefined || first.at >= failure.tokens.length) return undefined;
    return noCode(failure, first) ?? nested(failure, first) ?? statement(failure, first);
  },
});

/** What is left by a merge, or was copied along with an example. */
function noCode({ program, tokens, brackets }: Failure, { at, diagnostic }: CompilerError): Said | undefined {
  const from = tokens[at]?.from ?? 0;
  const line = program.lines[diagnostic.line - 1] ?? '';
  if (/^(<{7}|={7}|>{7})/.test(line)) {
    return {
      message:
        'This line was left by a merge of two versions. Decide for one of them, and take the marks out.',
      at: from,
    };
  }
  if (/^[+-]\s/.test(line) && statementStart({ tokens, brackets }, at) === startOf(tokens, diagnostic.line)) {
    const message = `The \`${line[0]}\` at the beginning of this line comes from a comparison of two files. Take it out.`;
    return { message, at: from };
  }
  if (/^\s*```/.test(line))
    return { message: 'This line is the frame of an example, not C. Take it out.', at: from };
  if (tokens[at]?.text === '...' && !/[(,]/.test(tokens[at - 1]?.text ?? '')) {
    return {
      message: 'Three points stand for what an example leaves out; they are no C. Put the real lines here.',
      at: from,
    };
  }
  return undefined;
}

/** A function within another. */
function nested(failure: Failure, first: CompilerError): Said | undefined {
  const { tokens } = failure;
  const outer = braceAround(failure, first.at);
  const head = tokens[first.at]?.text === '{' ? headOf(failure, first.at) : undefined;
  const name = head === undefined ? undefined : tokens[head];
  if (!isParse(first) || outer === undefined || name === undefined || STATEMENT_WORDS.includes(name.text))
    return undefined;
  const around = functionAt(failure, first.offset)?.name ?? tokens[headOf(failure, outer) ?? -1]?.text;
  const within = around === undefined ? 'within another function' : `within the function \`${around}\``;
  return {
    message: `The function \`${name.text}\` stands ${within}. Put it before or after that one.`,
    at: name.from,
  };
}

function statement(failure: Failure, first: CompilerError): Said | undefined {
  const { tokens } = failure;
  const inStruct = isInStruct(failure, first.at);
  if (braceAround(failure, first.at) !== undefined && !inStruct) return undefined;
  const start = statementStart(failure, first.at);
  const token = tokens[start];
  if (token === undefined) return undefined;
  if (isStatement(failure, start) && !(inStruct && tokens[start + 1]?.text === '[')) {
    const where = inStruct ? 'within a struct, where only members can be' : 'outside of a function';
    return {
      message: `This statement stands ${where}. It belongs between the \`{\` and the \`}\` of ${inStruct ? 'a function' : 'one'}.`,
      at: token.from,
    };
  }
  if (!isProse(failure, start)) return undefined;
  return { message: 'This line is no C. If it is a remark, it needs a `//` before it.', at: token.from };
}

function isStatement({ tokens, program, brackets }: Failure, start: number): boolean {
  const [token, next] = [tokens[start], tokens[start + 1]];
  if (token?.kind !== 'name') return /^(\*|\+\+|--)$/.test(token?.text ?? '') && next?.kind === 'name';
  if (STATEMENT_WORDS.includes(token.text)) return true;
  if (isWord(token.text)) return false;
  if (/^(=|->|\.|\+\+|--|\[|[+\-*/|&^]=)$/.test(next?.text ?? '')) return true;
  const isFunction = SIGNATURES.has(token.text) || program.functions.some(({ name }) => name === token.text);
  const close = brackets.partner.get(start + 1) ?? start;
  return next?.text === '(' && isFunction && tokens[close + 1]?.text !== '{';
}

const WORDS = [...STORAGE_WORDS, ...TYPE_WORDS];

/** Several words in a line that mean nothing together. */
function isProse({ tokens }: Failure, start: number): boolean {
  const first = tokens[start];
  const line = tokens.slice(start, start + 20).filter((token) => token.line === first?.line);
  const words = line.findIndex(({ kind }) => kind !== 'name');
  const count = words === -1 ? line.length : words;
  const hasType = line
    .slice(0, count)
    .some(({ text }) => WORDS.includes(text) || nearestName(text, WORDS) !== undefined);
  const isPlain = words === -1 || /^[.:,!?'"]/.test(line[words]?.text ?? '');
  return count >= 3 && !hasType && isPlain;
}

function startOf(tokens: Failure['tokens'], line: number): number {
  return tokens.findIndex((token) => token.line === line);
}
