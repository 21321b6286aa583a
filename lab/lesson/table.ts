import type { Tokens } from 'marked';
import { inlineSpans } from './inline.ts';
import { known } from './lex.ts';
import type { LinkNotes } from './links.ts';
import { cellsOf, EMPTY_LINE, type Line, type Span, span, styled } from './spans.ts';
import { longestWord, wrapSpans } from './wrap.ts';

/** Between two columns. */
const GAP = '  ';

type Align = Tokens.Table['align'][number];
type Row = readonly (readonly Span[])[];

interface Column {
  /** Cells that it is given. */
  readonly width: number;
  readonly align: Align;
}

/** A table that fits: where there is no room for a cell's text, it takes several lines. */
export function tableLines(table: Tokens.Table, width: number, links: LinkNotes): readonly Line[] {
  const rowOf = (cells: readonly Tokens.TableCell[]): Row =>
    cells.map(({ tokens }) => inlineSpans(known(tokens), links));
  const header = rowOf(table.header).map((cell) => styled(cell, 'bold'));
  const rows = table.rows.map(rowOf);
  const widths = columnWidths([header, ...rows], width - GAP.length * (header.length - 1));
  const columns = widths.map((width, index) => ({ width, align: table.align[index] ?? null }));
  const rule = columns.map((column) => '─'.repeat(column.width)).join(GAP);
  const body = rows.map((row) => rowLines(row, columns));
  // Rows of one line each need nothing between them.
  const isDense = body.every((lines) => lines.length <= 1);
  return [
    ...rowLines(header, columns),
    [span(rule, 'dim')],
    ...body.flatMap((lines, index) => (isDense || index === 0 ? lines : [EMPTY_LINE, ...lines])),
  ];
}

/** As wide as their longest line; where that is too much, the widest give way, words staying whole if possible. */
function columnWidths(rows: readonly Row[], room: number): readonly number[] {
  const most = (measure: (cell: readonly Span[]) => number): readonly number[] =>
    (rows[0] ?? []).map((_, index) => Math.max(1, ...rows.map((row) => measure(row[index] ?? []))));
  const widths = [...most(naturalWidth)];
  for (const least of [most(longestWord), widths.map(() => 1)]) shrink(widths, least, room);
  return widths;
}

function shrink(widths: number[], least: readonly number[], room: number): void {
  for (let excess = sum(widths) - room; excess > 0; excess -= 1) {
    const widest = Math.max(...widths.filter((width, index) => width > (least[index] ?? 1)));
    const index = widths.findIndex((width, index) => width === widest && width > (least[index] ?? 1));
    if (index < 0) return;
    widths[index] = widest - 1;
  }
}

function naturalWidth(cell: readonly Span[]): number {
  return Math.max(0, ...wrapSpans(cell, Number.POSITIVE_INFINITY).map(cellsOf));
}

function rowLines(row: Row, columns: readonly Column[]): readonly Line[] {
  const cells = columns.map(({ width }, index) => wrapSpans(row[index] ?? [], width));
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, at) =>
    columns.flatMap((column, index) => [
      ...(index === 0 ? [] : [span(GAP)]),
      ...aligned(cells[index]?.[at] ?? EMPTY_LINE, column),
    ]),
  );
}

function aligned(line: Line, { width, align }: Column): Line {
  const free = Math.max(0, width - cellsOf(line));
  const before = align === 'right' ? free : align === 'center' ? Math.floor(free / 2) : 0;
  return [span(' '.repeat(before)), ...line, span(' '.repeat(free - before))];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
