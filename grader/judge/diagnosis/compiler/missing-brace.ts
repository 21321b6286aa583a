import { type BraceFault, braceFault } from './braces.ts';
import { compilerRule, type Failure, type Said } from './failure.ts';
import { headOf, isParse } from './syntax.ts';

export const missingBrace = compilerRule({
  id: 'missing-brace',
  meaning: 'A `{` or a `}` is missing.',
  example: {
    code: 'int openat_entry(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx);\n\nSEC("tracepoint/syscalls/sys_enter_open")',
    message: 'The body of the function `openat_entry` is never closed: its `}` is missing after line 61.',
  },
  explain: (failure) => {
    const fault = causeInBraces(failure);
    if (fault?.kind === 'unclosed') return unclosed(failure, fault);
    if (fault?.kind === 'unopened') return unopened(failure, fault);
    return wrongBracket(failure);
  },
});

/** The fault, where it is what the compiler stumbled over; what it told of before has a cause of its own. */
export function causeInBraces(failure: Failure): BraceFault | undefined {
  const { first, tokens } = failure;
  const fault = first === undefined ? undefined : braceFault(failure);
  if (fault === undefined || first === undefined) return undefined;
  const start =
    fault.kind === 'unclosed' ? fault.last : fault.kind === 'unopened' ? fault.header : fault.close;
  const isAfter = first.offset === undefined || first.offset >= (tokens[start]?.from ?? 0);
  const isAtEnd = fault.kind === 'unclosed' && isParse(first) && first.at === tokens.length;
  return isAfter || isAtEnd ? fault : undefined;
}

function unclosed(failure: Failure, { open, last }: Extract<BraceFault, { kind: 'unclosed' }>): Said {
  const { tokens } = failure;
  const head = headOf(failure, open);
  const token = tokens[head ?? open];
  const after = `its \`}\` is missing after line ${tokens[last]?.line}.`;
  const said = `${whatOpens(failure, open, head)} is never closed: ${after}`;
  return { message: said, at: token?.from ?? 0 };
}

function whatOpens({ tokens }: Failure, open: number, head: number | undefined): string {
  const name = head === undefined ? undefined : tokens[head]?.text;
  if (head === undefined || name === undefined) return 'This `{`';
  if (/^(if|else|for|while|do|switch)$/.test(name)) return `The \`{\` of this \`${name}\``;
  const word = tokens[head - 1]?.text ?? '';
  if (tokens[open - 1]?.text === ')') return `The body of the function \`${name}\``;
  return /^(struct|union|enum)$/.test(word) ? `The \`{\` of \`${word} ${name}\`` : 'This `{`';
}

function unopened({ tokens }: Failure, { header }: Extract<BraceFault, { kind: 'unopened' }>): Said {
  const name = tokens[header];
  const word = tokens[header - 1]?.text ?? '';
  const isStruct = /^(struct|union|enum)$/.test(word);
  const what = isStruct ? `\`${word} ${name?.text}\`` : `the body of the function \`${name?.text}\``;
  return { message: `The \`{\` is missing with which ${what} begins.`, at: name?.from ?? 0 };
}

/** `)` at the end of a function. */
function wrongBracket(failure: Failure): Said | undefined {
  const { first, tokens, brackets } = failure;
  const token = first && tokens[first.at];
  if (first === undefined || !isParse(first) || token === undefined || !brackets.odd.includes(first.at))
    return undefined;
  const isAlone = [first.at - 1, first.at + 1].every((index) => tokens[index]?.line !== token.line);
  const before = tokens[first.at - 1]?.text ?? '';
  if (!isAlone || !/^[;}]$/.test(before) || !/^[)\]]$/.test(token.text)) return undefined;
  return { message: `Here stands a \`${token.text}\` where a \`}\` must be.`, at: token.from };
}
