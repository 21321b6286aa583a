import type { MarkedToken, Tokens } from 'marked';
import { clean } from '../../grader/report/text.ts';
import { codeLines } from './code.ts';
import { type Block, pairDetails } from './details.ts';
import { inlineSpans } from './inline.ts';
import { known, lexInline } from './lex.ts';
import type { LinkNotes } from './links.ts';
import { listLines } from './list.ts';
import { cellsOf, EMPTY_LINE, hang, type Line, type Span, span, styled } from './spans.ts';
import { tableLines } from './table.ts';
import { wrapSpans } from './wrap.ts';

/** What every block is given. */
export interface Page {
  /** Cells of a line. */
  readonly width: number;
  readonly links: LinkNotes;
  readonly details: { readonly kind: 'revealed' } | { readonly kind: 'folded'; readonly hint: string };
}

/** With less room than this, lines become longer than asked for. */
const LEAST_WIDTH = 8;

/** Blocks with an empty line between two of them. */
export function tokenLines(tokens: readonly MarkedToken[], page: Page): readonly Line[] {
  return spaced(pairDetails(tokens).map((block) => blockLines(block, page)));
}

function spaced(blocks: readonly (readonly Line[])[]): readonly Line[] {
  const shown = blocks.filter((lines) => lines.length > 0);
  return shown.flatMap((lines, index) => (index === 0 ? lines : [EMPTY_LINE, ...lines]));
}

function blockLines(block: Block, page: Page): readonly Line[] {
  if (block.kind === 'token') return linesOf(block.token, page);
  const summary = styled(inlineSpans(lexInline(block.summary), page.links), 'bold');
  const { details } = page;
  if (details.kind === 'folded') {
    const hint = span(` (folded: ${clean(details.hint)})`, 'dim');
    return hang([span('▸ ', 'bold')], wrapSpans([...summary, hint], page.width - 2));
  }
  const head = hang([span('▾ ', 'bold')], wrapSpans(summary, page.width - 2));
  return spaced([head, ...block.blocks.map((inner) => blockLines(inner, page))]);
}

function linesOf(token: MarkedToken, page: Page): readonly Line[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return headingLines(token, page);
    case 'paragraph':
    case 'text':
      return wrapSpans(inlineSpans(known(token.tokens ?? [token]), page.links), page.width);
    case 'code':
      return codeLines(token.text, token.lang);
    case 'table':
      return tableLines(token, page.width, page.links);
    case 'list':
      return listLines(token, page.width, (tokens, width, dense) =>
        itemLines(tokens, within(page, width), dense),
      );
    case 'blockquote':
      return quoteLines(token, page);
    case 'hr':
      return [[span('─'.repeat(page.width), 'dim')]];
    case 'html':
      return htmlLines(token.raw, page);
    default:
      return wrapSpans(inlineSpans([token], page.links), page.width);
  }
}

/** The section before ends here, so its addresses come first. */
function headingLines(token: Tokens.Heading, page: Page): readonly Line[] {
  const notes = token.depth <= 2 ? page.links.take() : [];
  const text = styled(inlineSpans(known(token.tokens), page.links), 'bold');
  const lines = wrapSpans(token.depth === 2 ? styled(text, 'yellow') : text, page.width);
  const rule = span('═'.repeat(Math.max(0, ...lines.map(cellsOf))), 'dim');
  const shown = token.depth === 1 ? [...lines, [rule]] : lines;
  // One more empty line: a section is more than a paragraph.
  return spaced([notes, token.depth === 2 ? [EMPTY_LINE, ...shown] : shown]);
}

function itemLines(tokens: readonly MarkedToken[], page: Page, dense: boolean): readonly Line[] {
  const first = tokens[0];
  // A checkbox is a token of its own before the text that it belongs to.
  if (first?.type === 'checkbox') {
    return hang(
      [span(clean(first.raw.trimEnd())), span(' ')],
      itemLines(tokens.slice(1), within(page, page.width - 4), dense),
    );
  }
  if (!dense) return tokenLines(tokens, page);
  return pairDetails(tokens).flatMap((block) => blockLines(block, page));
}

function quoteLines(token: Tokens.Blockquote, page: Page): readonly Line[] {
  const bar: Span = span('│ ', 'dim');
  return tokenLines(known(token.tokens), within(page, page.width - 2)).map((line) => [bar, ...line]);
}

/** A comment is not for readers; any other tag shows as it is written. */
function htmlLines(raw: string, page: Page): readonly Line[] {
  if (/^\s*<!--((?!-->)[\s\S])*-->\s*$/.test(raw)) return [];
  const lines = raw.trimEnd().split('\n');
  return lines.flatMap((line) => wrapSpans([span(clean(line))], page.width));
}

function within(page: Page, width: number): Page {
  return { ...page, width: Math.max(LEAST_WIDTH, width) };
}
