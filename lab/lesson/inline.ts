import type { MarkedToken, Tokens } from 'marked';
import { cells, clean } from '../../grader/report/text.ts';
import { decodeEntities } from './entities.ts';
import { known } from './lex.ts';
import type { LinkNotes } from './links.ts';
import { NO_BREAK_SPACE, type Span, span, styled } from './spans.ts';

const HARD_BREAK: Span = span('\n');

/** What stands within a paragraph, a heading or a cell. `\n` is a hard break. */
export function inlineSpans(tokens: readonly MarkedToken[], links: LinkNotes): readonly Span[] {
  return tokens.flatMap((token) => spansOf(token, links));
}

function spansOf(token: MarkedToken, links: LinkNotes): readonly Span[] {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlineSpans(known(token.tokens), links) : [span(prose(token.text))];
    case 'escape':
      return [span(clean(token.text))];
    case 'codespan':
      return codeSpans(token.text);
    case 'strong':
      return styled(inlineSpans(known(token.tokens), links), 'bold');
    case 'em':
      return styled(inlineSpans(known(token.tokens), links), 'italic');
    case 'del':
      return deletedSpans(token, links);
    case 'br':
      return [HARD_BREAK];
    case 'link':
      return linkSpans(token, links);
    case 'image':
      return [span(prose(token.text || 'image')), ...links.mark(token)];
    case 'html':
      return /^<br\s*\/?>$/i.test(token.raw) ? [HARD_BREAK] : [span(asWritten(token.raw))];
    default:
      return [span(asWritten(token.raw))];
  }
}

/** Code of at most so many cells stays in one line: `lab check 04` torn apart is hard to recognise. */
const SHORT_CODE = 20;

/** With its backticks, as without colour nothing else would tell `lab run .` from the sentence's end. */
function codeSpans(text: string): readonly Span[] {
  const code = asWritten(text);
  const shown = cells(code) > SHORT_CODE ? code : code.replaceAll(' ', NO_BREAK_SPACE);
  return [span('`', 'dim'), span(shown, 'cyan'), span('`', 'dim')];
}

/** With its tildes: without them, a terminal that cannot strike through would say the opposite. */
function deletedSpans(token: Tokens.Del, links: LinkNotes): readonly Span[] {
  const inner = styled(inlineSpans(known(token.tokens), links), 'strikethrough');
  return [span('~~', 'dim'), ...inner, span('~~', 'dim')];
}

function linkSpans(token: Tokens.Link, links: LinkNotes): readonly Span[] {
  const text = inlineSpans(known(token.tokens), links);
  return [...styled(text, 'underline'), ...links.mark(token)];
}

function prose(text: string): string {
  return clean(decodeEntities(oneLine(text)));
}

function asWritten(text: string): string {
  return clean(oneLine(text));
}

/** In Markdown, a line's end is a space. */
function oneLine(text: string): string {
  return text.replace(/[ \t]*[\r\n]+[ \t]*/g, ' ');
}
