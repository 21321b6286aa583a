import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleWidths, type Weight } from '../../grader/gadget/output/widths.ts';

const column = (width: number, limits: Partial<Weight> = {}): Weight => ({
  width,
  minWidth: 0,
  maxWidth: 0,
  fixed: false,
  ...limits,
});

const anyColumn = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    minWidth: fc.nat(10),
    room: fc.nat(30),
    fixed: fc.boolean(),
  })
  .map(({ width, minWidth, room, fixed }) =>
    column(width, { minWidth, maxWidth: room && minWidth + room, fixed }),
  );

describe('the widths of columns on a terminal', () => {
  it('share it in proportion, what is left goes to the first', () => {
    expect(scaleWidths([column(30), column(10)], 41)).toEqual([30, 10]);
    expect(scaleWidths([column(1), column(1), column(1)], 13)).toEqual([4, 4, 3]);
  });

  it('stay within their limits, and the others take what that frees', () => {
    expect(scaleWidths([column(16, { maxWidth: 11 }), column(16)], 101)).toEqual([11, 89]);
    expect(scaleWidths([column(1, { minWidth: 7 }), column(99)], 21)).toEqual([7, 13]);
  });

  it('do not scale where they are fixed', () => {
    expect(scaleWidths([column(19, { fixed: true }), column(16)], 40)).toEqual([19, 20]);
  });

  it('never leave a limit, and fill the screen whenever a column is free to', () => {
    fc.assert(
      fc.property(
        fc.array(anyColumn, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 300 }),
        (columns, screen) => {
          const widths = scaleWidths(columns, screen);
          const taken = widths.reduce((sum, width) => sum + width, 0) + columns.length - 1;
          columns.forEach(({ fixed, width, minWidth, maxWidth }, index) => {
            const given = widths[index] ?? -1;
            if (fixed) expect(given).toBe(width);
            else expect(given).toBeGreaterThanOrEqual(minWidth);
            if (!fixed && maxWidth > 0) expect(given).toBeLessThanOrEqual(maxWidth);
          });
          const elastic = columns.some(
            ({ fixed, minWidth, maxWidth }) => !fixed && minWidth === 0 && maxWidth === 0,
          );
          if (elastic) expect(taken).toBeGreaterThanOrEqual(screen);
        },
      ),
    );
  });
});
