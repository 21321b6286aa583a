import type { MarkedToken } from 'marked';
import { lex } from './lex.ts';

/** A block of a lesson. */
export type Block =
  | { readonly kind: 'token'; readonly token: MarkedToken }
  /** `<details><summary>…</summary> … </details>`: what the reader opens when wanted. */
  | { readonly kind: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

type Piece =
  | { readonly kind: 'token'; readonly token: MarkedToken }
  | { readonly kind: 'open' }
  | { readonly kind: 'summary'; readonly text: string; readonly raw: string }
  | { readonly kind: 'close'; readonly raw: string };

/** To CommonMark, tags are HTML blocks of their own and what stands between them is Markdown: this pairs them. */
export function pairDetails(tokens: readonly MarkedToken[]): readonly Block[] {
  return blocksOf(tokens.flatMap(piecesOf));
}

const TAG = /(<details\b[^>]*>|<\/details\s*>|<summary\b[^>]*>[\s\S]*?<\/summary\s*>)/i;

/** Text beside the tags, without an empty line between, belongs to their HTML block: it is read as Markdown, too. */
function piecesOf(token: MarkedToken): readonly Piece[] {
  if (token.type !== 'html' || !TAG.test(token.raw)) return [{ kind: 'token', token }];
  return token.raw.split(TAG).flatMap((part): readonly Piece[] => {
    if (/^<details/i.test(part)) return [{ kind: 'open' }];
    if (/^<\/details/i.test(part)) return [{ kind: 'close', raw: part }];
    const summary = TAG.test(part) ? part.replace(/^<[^>]*>|<[^>]*>$/g, '').trim() : undefined;
    if (summary !== undefined) return [{ kind: 'summary', text: summary, raw: part }];
    return part.trim() === '' ? [] : lex(part).map((token) => ({ kind: 'token', token }));
  });
}

function blocksOf(pieces: readonly Piece[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece?.kind === 'token') blocks.push(piece);
    else if (piece?.kind === 'open') {
      const end = endOf(pieces, at);
      blocks.push(detailsOf(pieces.slice(at + 1, end)));
      // Where the end is a heading, it is a block itself.
      at = pieces[end]?.kind === 'close' ? end : end - 1;
    } else if (piece !== undefined) blocks.push(...lex(piece.raw).map(asWritten));
  }
  return blocks;
}

function detailsOf(pieces: readonly Piece[]): Block {
  const start = pieces.findIndex((piece) => piece.kind !== 'token' || piece.token.type !== 'space');
  const first = pieces[start];
  return first?.kind === 'summary'
    ? { kind: 'details', summary: first.text, blocks: blocksOf(pieces.slice(start + 1)) }
    : { kind: 'details', summary: 'Details', blocks: blocksOf(pieces) };
}

/** A tag without its partner. */
function asWritten(token: MarkedToken): Block {
  return { kind: 'token', token };
}

/**
 * Where the details that open at `start` close. Where they never do, they end at the next section: neither shall a
 * solution show nor shall the rest of the lesson vanish.
 */
function endOf(pieces: readonly Piece[], start: number): number {
  let depth = 0;
  for (let at = start; at < pieces.length; at += 1) {
    if (pieces[at]?.kind === 'open') depth += 1;
    if (pieces[at]?.kind === 'close') depth -= 1;
    if (depth === 0) return at;
  }
  const heading = pieces.findIndex((piece, at) => at > start && isSectionHeading(piece));
  return heading < 0 ? pieces.length : heading;
}

function isSectionHeading(piece: Piece): boolean {
  return piece.kind === 'token' && piece.token.type === 'heading' && piece.token.depth <= 2;
}
