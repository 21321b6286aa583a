/** What scaling needs to know of a column; 0 as a limit means none. */
export interface Weight {
  readonly width: number;
  readonly minWidth: number;
  readonly maxWidth: number;
  readonly fixed: boolean;
}

/**
 * Shares a terminal's width out among columns (one cell goes between each two). Each gets a share in proportion to
 * its declared width, rounded down; those which hit a limit are taken out and the rest is shared out again; what is
 * left goes out one by one from the left. A screen too narrow for the least widths is exceeded.
 * @param screen terminal cells
 */
export function scaleWidths(columns: readonly Weight[], screen: number): readonly number[] {
  const settled = new Map<number, number>();
  columns.forEach(({ fixed, width }, index) => {
    if (fixed) settled.set(index, width);
  });
  const total = Math.max(screen, leastWidth(columns)) - (columns.length - 1);
  for (;;) {
    const widths = share(columns, settled, total);
    const clamped = limits(columns, settled, widths);
    if (clamped.size === 0) return spreadLeftover(columns, widths, settled, total);
    for (const [index, width] of clamped) settled.set(index, width);
  }
}

function leastWidth(columns: readonly Weight[]): number {
  const least = columns.map(({ fixed, width, minWidth }) => (fixed ? width : Math.max(minWidth, 1)));
  return sum(least) + columns.length - 1;
}

function share(columns: readonly Weight[], settled: ReadonlyMap<number, number>, total: number): number[] {
  const weights = sum(columns.map(({ width }, index) => (settled.has(index) ? 0 : width)));
  const free = total - sum([...settled.values()]);
  return columns.map(
    ({ width }, index) => settled.get(index) ?? Math.floor((width / weights) * Math.max(0, free)),
  );
}

function limits(
  columns: readonly Weight[],
  settled: ReadonlyMap<number, number>,
  widths: readonly number[],
): ReadonlyMap<number, number> {
  const clamped = new Map<number, number>();
  columns.forEach(({ minWidth, maxWidth }, index) => {
    const width = widths[index] ?? 0;
    if (settled.has(index)) return;
    if (maxWidth > 0 && width > maxWidth) clamped.set(index, maxWidth);
    else if (minWidth > 0 && width < minWidth) clamped.set(index, minWidth);
  });
  return clamped;
}

function spreadLeftover(
  columns: readonly Weight[],
  widths: readonly number[],
  settled: ReadonlyMap<number, number>,
  total: number,
): readonly number[] {
  const wide = [...widths];
  const mayGrow = (index: number): boolean => {
    const limit = columns[index]?.maxWidth ?? 0;
    return !settled.has(index) && (limit === 0 || (wide[index] ?? 0) < limit);
  };
  for (let left = total - sum(widths); left > 0; ) {
    const growing = wide
      .map((_, index) => index)
      .filter(mayGrow)
      .slice(0, left);
    if (growing.length === 0) break;
    for (const index of growing) wide[index] = (wide[index] ?? 0) + 1;
    left -= growing.length;
  }
  return wide;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
