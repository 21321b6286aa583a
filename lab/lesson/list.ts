import type { MarkedToken, Tokens } from 'marked';
import { known } from './lex.ts';
import { EMPTY_LINE, hang, type Line, span } from './spans.ts';

/** Renders what an item holds, which may be any block, at most `width` cells wide. */
export type RenderItem = (tokens: readonly MarkedToken[], width: number, dense: boolean) => readonly Line[];

/** A list: bullets or numbers, and everything in an item indented past them. */
export function listLines(list: Tokens.List, width: number, renderItem: RenderItem): readonly Line[] {
  const markers = markersOf(list);
  const indent = Math.max(...markers.map((marker) => marker.length));
  return list.items.flatMap((item, index) => {
    const lines = renderItem(known(item.tokens), width - indent, !item.loose);
    const marker = [span((markers[index] ?? '').padStart(indent), 'dim')];
    const shown = hang(marker, lines.length === 0 ? [EMPTY_LINE] : lines);
    return list.loose && index > 0 ? [EMPTY_LINE, ...shown] : shown;
  });
}

/** Each with the space behind it. */
function markersOf(list: Tokens.List): readonly string[] {
  const first = list.start === '' ? 1 : list.start;
  return list.items.map((_, index) => (list.ordered ? `${first + index}. ` : '• '));
}
