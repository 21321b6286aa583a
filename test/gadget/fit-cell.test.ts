import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { fitCell } from '../../grader/gadget/output/fit-cell.ts';

describe('a cell', () => {
  it('is padded on the side away from its alignment', () => {
    expect(fitCell('sh', 4, 'end', 'left')).toEqual({ text: 'sh  ', cut: false });
    expect(fitCell('577', 4, 'end', 'right')).toEqual({ text: ' 577', cut: false });
    expect(fitCell('full', 4, 'end', 'left')).toEqual({ text: 'full', cut: false });
  });

  it.each([
    ['end', 'abcd…'],
    ['start', '…fghi'],
    ['middle', 'ab…hi'],
    ['none', 'abcde'],
  ] as const)('is cut with its ellipsis at the %s', (ellipsis, text) => {
    expect(fitCell('abcdefghi', 5, ellipsis, 'left')).toEqual({ text, cut: true });
  });

  it('has one character less on the right of a middle ellipsis in an even width', () => {
    expect(fitCell('abcdefghi', 6, 'middle', 'left').text).toBe('abc…hi');
  });

  it('is nothing but an ellipsis in a width of one, and nothing in none', () => {
    expect(fitCell('abc', 1, 'end', 'left').text).toBe('…');
    expect(fitCell('abc', 0, 'end', 'left').text).toBe('');
  });

  it('counts wide characters as two cells and never cuts one in half', () => {
    expect(fitCell('日本語', 6, 'end', 'left')).toEqual({ text: '日本語', cut: false });
    expect(fitCell('日本語', 5, 'end', 'left')).toEqual({ text: '日本…', cut: true });
    expect(fitCell('日本語', 4, 'end', 'left')).toEqual({ text: '日… ', cut: true });
    expect(fitCell('日本語', 4, 'start', 'left').text).toBe('…語 ');
  });

  it('is exactly as wide as its column, whatever it holds', () => {
    const ellipsis = fc.constantFrom('none', 'start', 'middle', 'end' as const);
    const graphemes = fc.constantFrom('a', 'ä', '日', '🙂', 'e\u0301', ' ');
    fc.assert(
      fc.property(fc.array(graphemes), fc.integer({ min: 1, max: 12 }), ellipsis, (parts, width, where) => {
        expect(stringWidth(fitCell(parts.join(''), width, where, 'left').text)).toBe(width);
      }),
    );
  });
});
