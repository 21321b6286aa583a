import { showName } from '../../../text.ts';
import type { GoSource } from '../../source/go-source.ts';
import { lineOf } from '../place.ts';
import { bracesOf } from './braces.ts';
import { type Explanation, type GoError, goRule } from './first-error.ts';

export const goSyntax = goRule({
  id: 'go-syntax',
  meaning: 'Go cannot read the text: a bracket, a comma, a quote or a word is missing, or one is too many.',
  example: {
    code: 'open, err := api.GetDataSource("open"',
    message: 'In this line a `)` is missing.',
  },
  explain: (error, source) => {
    const text = error.message.replace(/^syntax error: /, '');
    const isSyntax = text !== error.message;
    const found =
      ofHeadOfFile(text) ?? ofQuote(text) ?? ofBraces(text, error, source) ?? ofLine(text, error, source);
    return found ?? (isSyntax ? inGoWords(text) : undefined);
  },
});

/** What Go says in words of its own where the head of the file is wrong. */
function ofHeadOfFile(text: string): Explanation | undefined {
  if (text.startsWith("expected 'package'") || /^package statement must be first/.test(text))
    return { message: 'The file has to begin with the line `package main`.' };
  if (text === 'missing import path' || text.startsWith('missing import path'))
    return { message: 'The list of imports is not closed: a `)` is missing before this line.' };
  return undefined;
}

/** What the scanner says, before anything is parsed. */
function ofQuote(text: string): Explanation | undefined {
  if (text === 'newline in string')
    return { message: 'The text in this line has no second quote: a `"` is missing at its end.' };
  if (text === 'string not terminated')
    return {
      message: 'The text that begins here with a backquote never ends: a second backquote is missing.',
    };
  if (text === 'comment not terminated')
    return { message: 'The comment that begins here never ends: `*/` is missing.' };
  if (
    /^(more than one character in|empty) rune literal|^rune literal not terminated|^newline in rune/.test(
      text,
    )
  )
    return { message: 'In single quotes stands one character and no more. A text has double quotes.' };
  const [, character] = /^invalid character (U\+[0-9A-F]{4,6})/.exec(text) ?? [];
  if (character === undefined) return undefined;
  if (/^U\+20(1[89A-F]|3[0-9A])/.test(character))
    return {
      message:
        'The quotes in this line are typographic ones, as text processors make them. Go wants the plain `"`.',
    };
  if (character === 'U+003F') return { message: 'Go has no `? :`. An `if` with an `else` does the same.' };
  const shown = showName(String.fromCodePoint(Number.parseInt(character.slice(2), 16)));
  return { message: `Go has no character \`${shown}\`. Take it out.` };
}

/** A brace that is missing or too many is noticed far behind its place. */
function ofBraces(text: string, error: GoError, source: GoSource): Explanation | undefined {
  const noticed =
    /^unexpected name \w+, expected \($|^unexpected EOF|^unexpected .*, expected \}$|^non-declaration statement outside function body$|^method has multiple receivers|^unexpected (?:keyword )?(?:func|var|const|type|import)\b/;
  if (!noticed.test(text)) return undefined;
  const head = headWithoutBrace(error, source);
  if (head !== undefined) return head;
  const slip = bracesOf(source);
  if (slip?.kind === 'missing') {
    const { opened, place } = slip;
    return {
      message: `The \`{\` at the end of line ${opened} is never closed: a \`}\` is missing in front of this line, where the text is no longer indented as what belongs to it.`,
      place,
    };
  }
  if (slip?.kind === 'extra')
    return {
      message: 'This `}` closes nothing, or closes something too early: it is one too many.',
      place: slip.place,
    };
  return text === 'non-declaration statement outside function body' ? outside(error, source) : undefined;
}

/** `func decode(n uint32) string` without its `{`. */
function headWithoutBrace({ line }: GoError, { file, lines }: GoSource): Explanation | undefined {
  const heads = lines.slice(0, line).flatMap((text, index) => (/^func\s/.test(text) ? [index + 1] : []));
  const last = heads.at(-1);
  const text = code(lines[(last ?? 1) - 1] ?? '').trimEnd();
  if (last === undefined || /[{}(,]$/.test(text) || (lines[last] ?? '').trim().startsWith('{'))
    return undefined;
  return {
    message: 'At the end of this line a `{` is missing.',
    place: { file, line: last, column: text.length },
  };
}

function outside({ line }: GoError, { lines }: GoSource): Explanation {
  const text = lines[line - 1] ?? '';
  const [, name] = /^\s*(\w+)\s*\([^)]*\).*\{\s*$/.exec(text) ?? [];
  if (name !== undefined)
    return { message: `In front of \`${showName(name)}\` the word \`func\` is missing.` };
  const [, variable] = /^\s*(\w+)\s*:=/.exec(text) ?? [];
  if (variable !== undefined)
    return {
      message: `Outside of functions there is no \`:=\`. Write \`var ${showName(variable)} = …\`, or put the line into a function.`,
    };
  return {
    message: 'This statement stands outside of any function, where only definitions may be. Put it into one.',
  };
}

/** A head whose `{` is in the next line, or nowhere. */
function ofBrace(text: string, line: number, source: GoSource): Explanation | undefined {
  const isNext = text.startsWith('unexpected semicolon or newline before {');
  // Go goes on reading behind a head without a brace, and stumbles over the next statement.
  const isHead = /^\s*(?:\}\s*else\s+)?(?:if|for|switch)\b.*[^{\s]\s*$/.test(
    code(source.lines[line - 2] ?? ''),
  );
  const isSame = /^unexpected newline, expected \{/.test(text);
  if (!isNext && !isSame && !(isHead && /expected (?:\{|for loop|if|switch)|as value|statement/.test(text)))
    return undefined;
  const at = isSame ? line : line - 1;
  const follows = (source.lines[at] ?? '').trim().startsWith('{');
  const message = follows
    ? 'The `{` of a function, an `if` or a `for` has to stand at the end of this line, not in the next one.'
    : 'At the end of this line a `{` is missing. What it holds ends with a `}`, also where it is one statement only.';
  return { message, place: lineOf(source, at) };
}

/** What is wrong in the very line. */
function ofLine(text: string, { line }: GoError, source: GoSource): Explanation | undefined {
  const { lines } = source;
  const own = code(lines[line - 1] ?? '');
  if (/possibly missing comma or [)}\]]$/.test(text)) return { message: commaOrBracket(text, own) };
  const head = ofBrace(text, line, source);
  if (head !== undefined) return head;
  if (/^unexpected (?:keyword )?else\b|^else must be/.test(text))
    return { message: '`else` has to stand in the same line as the `}` before it: `} else {`.' };
  const [, type] =
    /^\s*(int|char|long|unsigned|short|bool|float|double|string|u?int\d+(?:_t)?)\s+\*?(\w+)\s*(?:=|;|$)/.exec(
      own,
    ) ?? [];
  if (type !== undefined)
    return {
      message:
        'A variable is declared in another way than in C: `x := 0`, or `var x int32` with the type behind the name.',
    };
  if (text.startsWith('cannot use assignment') || /^cannot use .* as value/.test(text))
    return { message: 'A single `=` sets a value. To compare two, write `==`.' };
  if (/^unexpected (?:\+\+|--)/.test(text))
    return {
      message:
        '`++` and `--` are statements of their own in Go and give no value: put them into a line of their own.',
    };
  if (own.includes('->')) return { message: 'Go has no `->`. A point does the same, also behind a pointer.' };
  if (/^\s*(?:for|if|while)\s*\(/.test(own)) return { message: ofHead(own) };
  if (/^\s*while\b/.test(own))
    return { message: 'Go has no `while`: a `for` with a condition does the same.' };
  return undefined;
}

function ofHead(own: string): string {
  if (/^\s*while\b/.test(own))
    return 'Go has no `while`: a `for` with a condition does the same, without parentheses.';
  const word = /^\s*for/.test(own) ? 'for' : 'if';
  return `Behind \`${word}\` there are no parentheses in Go: \`${word} … {\`.`;
}

function commaOrBracket(text: string, own: string): string {
  const closing = text.at(-1) ?? ')';
  const opening = { ')': '(', '}': '{', ']': '[' }[closing] ?? '(';
  const missing = own.split(opening).length - own.split(closing).length;
  const goesOn = text.startsWith('unexpected newline') && /[({[,]\s*$/.test(own);
  if (missing > 0 && !goesOn) return `In this line a \`${closing}\` is missing.`;
  if (text.startsWith('unexpected newline'))
    return 'At the end of this line a comma is missing. Go wants one behind every entry of a list, also behind the last, where the bracket follows in a line of its own.';
  return `In this line a comma or a \`${closing}\` is missing.`;
}

/** A line without its texts and its comment. */
function code(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'/g, '""').replace(/\/\/.*$/, '');
}

function inGoWords(text: string): Explanation {
  return {
    message: `Go cannot read this line: ${showName(text)}. Look for a sign or a word that is missing or too many, here or right before.`,
  };
}
