import { styleText } from 'node:util';
import type { StepStatus } from '../model/verdict.ts';
import { cells, clean, wrap } from './text.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

/** Colours as they are asked for, whatever the stream: the caller knows where the text goes. */
export function painter(color: boolean): Paint {
  return color
    ? (colour, text) => styleText(colour, text, { validateStream: false })
    : (_colour, text) => text;
}

export const MARKS: { readonly [S in StepStatus]: { readonly sign: string; readonly colour: Colour } } = {
  passed: { sign: '✓', colour: 'green' },
  failed: { sign: '✗', colour: 'red' },
  notRun: { sign: '–', colour: 'dim' },
  error: { sign: '!', colour: 'yellow' },
};

/** What every part of a report is given. */
export interface Page {
  readonly paint: Paint;
  /** Cells of a line. */
  readonly width: number;
}

export interface Paragraph {
  readonly text: string;
  /** Cells before each line. */
  readonly indent: number;
  /** Stands before the first line, within a column of its own; following lines are indented past it. */
  readonly label?: string;
  readonly labelColour?: Colour;
  readonly colour?: Colour;
}

/** A text of unknown origin as lines: cleaned, wrapped, indented, coloured. */
export function paragraph(
  page: Page,
  { text, indent, label = '', labelColour, colour }: Paragraph,
): string[] {
  const lead = label === '' ? 0 : cells(label) + 1;
  const room = Math.max(page.width - indent - lead, 16);
  return wrap(clean(text), room).map((line, index) => {
    const painted = colour === undefined ? line : page.paint(colour, line);
    if (lead === 0) return ' '.repeat(indent) + painted;
    const head = index > 0 ? ' '.repeat(lead) : `${labelColour ? page.paint(labelColour, label) : label} `;
    return ' '.repeat(indent) + head + painted;
  });
}
