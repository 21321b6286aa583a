import stringWidth from 'string-width';
import type { Alignment, Ellipsis } from '../source/column.ts';

const MARK = '…';
const ASCII = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter();

/** A cell's text, exactly as wide as its column. */
export interface Fitted {
  readonly text: string;
  readonly cut: boolean;
}

/** Pads or cuts text to a width in terminal cells (wide characters take two). */
export function fitCell(text: string, width: number, ellipsis: Ellipsis, alignment: Alignment): Fitted {
  const ascii = ASCII.test(text);
  const taken = ascii ? text.length : stringWidth(text);
  if (taken <= width) return { text: pad(text, width - taken, alignment), cut: false };
  const shortened = shorten(text, width, ellipsis, ascii ? ASCII_ENDS : WIDE_ENDS);
  const short = ascii ? 0 : width - stringWidth(shortened);
  return { text: pad(shortened, short, alignment), cut: true };
}

function pad(text: string, blanks: number, alignment: Alignment): string {
  if (blanks <= 0) return text;
  return alignment === 'left' ? text + ' '.repeat(blanks) : ' '.repeat(blanks) + text;
}

/** How to take the first or last cells of a text. */
interface Ends {
  readonly head: (text: string, width: number) => string;
  readonly tail: (text: string, width: number) => string;
}

function shorten(text: string, width: number, ellipsis: Ellipsis, { head, tail }: Ends): string {
  if (width <= 0) return '';
  if (ellipsis === 'none') return head(text, width);
  if (width === 1) return MARK;
  switch (ellipsis) {
    case 'start':
      return MARK + tail(text, width - 1);
    case 'middle': {
      const first = Math.floor(width / 2);
      return head(text, first) + MARK + tail(text, width - first - 1);
    }
    case 'end':
      return head(text, width - 1) + MARK;
  }
}

const ASCII_ENDS: Ends = {
  head: (text, width) => text.slice(0, width),
  tail: (text, width) => text.slice(text.length - width),
};

const WIDE_ENDS: Ends = {
  head: (text, width) => take(graphemes(text), width).join(''),
  tail: (text, width) => take(graphemes(text).reverse(), width).reverse().join(''),
};

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function take(parts: readonly string[], width: number): string[] {
  let left = width;
  const taken: string[] = [];
  for (const part of parts) {
    left -= stringWidth(part);
    if (left < 0) break;
    taken.push(part);
  }
  return taken;
}
