import { showName } from '../../text.ts';
import { type CompilerError, compilerRule, type Failure, type Said } from './failure.ts';
import { isLexical, isParse } from './syntax.ts';
import type { Comment, Unclosed } from './tokens.ts';

export const unclosedText = compilerRule({
  id: 'unclosed-text',
  meaning: 'A quote or a comment begins and does not end, or does not begin.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_openat)',
    message:
      'The text that begins with a `"` in this line has no end: a second `"` is missing. Put it where the text ends.',
  },
  explain: (failure) => unclosedQuote(failure) ?? comment(failure) ?? wrongQuotes(failure),
});

/** The compiler must have stumbled over the same line, or it may lie in what it never read. */
function unclosedQuote({ scan, diagnostics, program, tokens }: Failure): Said | undefined {
  const open = scan.unclosed.find(
    ({ line, kind }) =>
      kind !== 'comment' &&
      diagnostics.some(
        (other) => other.file === program.file && other.line === line && other.severity !== 'note',
      ),
  );
  if (open === undefined) return undefined;
  const [rest = ''] = program.text.slice(open.from + 1).split('\n', 1);
  const before = tokens.filter(({ to, line }) => to <= open.from && line === open.line);
  const isEnd = /^\s*\)?\s*;?\s*(\/\/.*)?$/.test(rest) && before.some(({ kind }) => kind === 'name');
  return { message: isEnd ? missingStart(open) : missingEnd(open), at: open.from };
}

function missingEnd({ kind }: Unclosed): string {
  const quote = kind === 'text' ? '"' : "'";
  return `The text that begins with a \`${quote}\` in this line has no end: a second \`${quote}\` is missing. Put it where the text ends.`;
}

function missingStart({ kind }: Unclosed): string {
  const quote = kind === 'text' ? '"' : "'";
  return `There is only one \`${quote}\` in this line, and nothing comes after it: the \`${quote}\` before the text is missing.`;
}

function comment({ scan, first, diagnostics, program }: Failure): Said | undefined {
  const open = scan.unclosed.find(({ kind }) => kind === 'comment');
  if (open !== undefined) {
    const message =
      'The comment that begins here with `/*` has no end, so that the rest of the file is part of it.';
    return {
      message: `${message} Put a \`*/\` where it ends, or begin a comment of one line with \`//\`.`,
      at: open.from,
    };
  }
  const nested = diagnostics.find(({ category, file }) => category === '-Wcomment' && file === program.file);
  const outer = nested && scan.comments.find((other) => isAround(other, nested.line) && swallowsCode(other));
  if (outer === undefined || first?.offset === undefined || first.offset < outer.from) return undefined;
  const message = `The comment that begins here with \`/*\` goes on until the \`*/\` of another one, and the code in between is part of it.`;
  return { message: `${message} Put a \`*/\` where it is to end.`, at: outer.from };
}

function isAround({ line, text }: Comment, inner: number): boolean {
  return line <= inner && inner < line + text.split('\n').length;
}

function swallowsCode({ text }: Comment): boolean {
  return text
    .split('\n')
    .slice(1)
    .some((line) => /[;{}]\s*$/.test(line));
}

/** Quotes of a typesetter, single ones, or none at all. */
function wrongQuotes(failure: Failure): Said | undefined {
  const { first, tokens, program, brackets } = failure;
  if (first?.offset === undefined) return undefined;
  const letter = program.text[first.offset] ?? '';
  if (isLexical(first) && /[\u2018-\u201f\u00ab\u00bb\u2039\u203a]/u.test(letter)) {
    const message = `\`${letter}\` is a quote for printed text, which C does not know. Type the plain one: \`"\`.`;
    return { message, at: first.offset };
  }
  const slash = lonelySlash(failure, first);
  if (slash !== undefined) return slash;
  const open = brackets.around[first.at];
  const section = tokens[(open ?? 0) + 1];
  if (
    open === undefined ||
    tokens[open - 1]?.text !== 'SEC' ||
    section === undefined ||
    section.kind === 'text'
  )
    return undefined;
  const close = brackets.partner.get(open);
  const written = showName(program.text.slice(section.from, tokens[close ?? -1]?.from ?? section.to).trim());
  const message = `\`SEC\` takes a text, and a text stands in double quotes: \`"${written.replace(/^'|'$/g, '')}"\`.`;
  return { message, at: section.from };
}

/** A comment that begins with one slash. */
function lonelySlash({ tokens, scan }: Failure, first: CompilerError): Said | undefined {
  const [before, slash, next] = [tokens[first.at - 1], tokens[first.at], tokens[first.at + 1]];
  const startsLine = slash?.text === '/' && before?.line !== slash.line;
  const isFree =
    before === undefined || /[;{}]/.test(before.text) || scan.directives.some(({ to }) => to > before.to);
  if (!isParse(first) || !startsLine || !isFree || next?.line !== slash.line) return undefined;
  return { message: 'A comment begins with two slashes, `//`; here is only one.', at: slash.from };
}
