import { styleText } from 'node:util';
import { cells } from '../../grader/report/text.ts';

export type Style =
  | 'bold'
  | 'dim'
  | 'italic'
  | 'underline'
  | 'strikethrough'
  | 'red'
  | 'green'
  | 'yellow'
  | 'magenta'
  | 'cyan';

/** A piece of text that looks the same from end to end. Already clean: it holds no control character. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** What stands in one line of the terminal. */
export type Line = readonly Span[];

export const EMPTY_LINE: Line = [];

/** Keeps two words in one line; becomes an ordinary space in the end. */
export const NO_BREAK_SPACE = '\u00a0';

export function span(text: string, ...styles: readonly Style[]): Span {
  return { text, styles };
}

/** The same spans with one more style each. */
export function styled(spans: readonly Span[], style: Style): readonly Span[] {
  return spans.map(({ text, styles }) => ({ text, styles: [...styles, style] }));
}

export function textOf(line: readonly Span[]): string {
  return line.map(({ text }) => text).join('');
}

/** Cells that a line takes. Measured as a whole: a combining character may be the first of its span. */
export function cellsOf(line: readonly Span[]): number {
  return cells(textOf(line));
}

/** Neighbours of the same look as one span. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const one of spans) {
    const last = result.at(-1);
    if (last?.styles.join() === one.styles.join()) {
      result[result.length - 1] = { ...last, text: last.text + one.text };
    } else result.push(one);
  }
  return result;
}

/** Puts `first` before the first line and as many spaces before the others. */
export function hang(first: Line, lines: readonly Line[]): readonly Line[] {
  const rest = [span(' '.repeat(cellsOf(first)))];
  return lines.map((line, index) => [...(index === 0 ? first : rest), ...line]);
}

/** Each span is painted on its own, so no escape sequence lasts beyond its line: pagers reset there. */
export function paintLine(line: Line, color: boolean): string {
  return joined(withoutTail(line))
    .map(({ text, styles }) => {
      const shown = text.replaceAll(NO_BREAK_SPACE, ' ');
      if (!color || styles.length === 0) return shown;
      return styleText([...styles], shown, { validateStream: false });
    })
    .join('');
}

/** Without the spaces at its end. */
function withoutTail(line: Line): Line {
  const last = line.at(-1);
  if (last === undefined) return line;
  const text = last.text.trimEnd();
  const before = line.slice(0, -1);
  return text === '' ? withoutTail(before) : [...before, { ...last, text }];
}
