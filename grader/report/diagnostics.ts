import type { Diagnostic } from '../model/artifact.ts';
import { type Page, paragraph } from './style.ts';
import { cells, clean, cut } from './text.ts';

/** The text of a line of the workspace, if it is at hand. */
export type SourceLine = (file: string, line: number) => string | undefined;

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

interface DiagnosticOptions {
  readonly indent: number;
  /** How many: a compiler's first errors explain the others. */
  readonly shown: number;
}

const USUAL: DiagnosticOptions = { indent: 2, shown: 8 };

/** How many remarks are worth showing: where the cause is told as well, most of them are its echoes. */
export function remarksShown(causeIsTold: boolean): number {
  return causeIsTold ? 2 : USUAL.shown;
}

/** The compiler's remarks, each with its place and, if at hand, the source line with a caret below. */
export function diagnosticLines(
  page: Page,
  diagnostics: readonly Diagnostic[],
  sourceLine: SourceLine,
  { indent, shown }: DiagnosticOptions = USUAL,
): string[] {
  const more = diagnostics.length - shown;
  return [
    ...diagnostics
      .slice(0, shown)
      .flatMap((diagnostic) => [
        ...headLines(page, diagnostic, indent),
        ...sourceLines(page, { ...diagnostic, indent: indent + 2 }, sourceLine),
        ...fixLines(page, diagnostic, indent + 2),
      ]),
    ...(more > 0 ? paragraph(page, { text: `and ${more} more`, indent, colour: 'dim' }) : []),
  ];
}

function headLines(
  page: Page,
  { file, line, column, severity, message }: Diagnostic,
  indent: number,
): string[] {
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  return paragraph(page, { text: `${place}: ${severity}: ${message}`, indent, colour: COLOURS[severity] });
}

interface Place {
  readonly file: string;
  readonly line: number;
  /** 0 where none is known: then there is no caret. */
  readonly column: number;
  readonly indent: number;
}

/** The source line, if it is at hand, and a caret below the column. */
export function sourceLines(
  page: Page,
  { file, line, column, indent }: Place,
  sourceLine: SourceLine,
): string[] {
  const source = line === 0 ? undefined : sourceLine(file, line);
  if (source === undefined) return [];
  const before = clean(source.slice(0, Math.max(column - 1, 0)));
  const number = String(line);
  const text = `${number} | ${clean(source)}`;
  const caret = `${' '.repeat(number.length)} | ${' '.repeat(cells(before))}${page.paint('green', '^')}`;
  const room = page.width - indent;
  const fits = number.length + 3 + cells(before) < room;
  const shown = cells(text) <= room ? text : `${cut(text, room - 1)}…`;
  return [shown, ...(column > 0 && fits ? [caret] : [])].map((part) => ' '.repeat(indent) + part);
}

function fixLines(page: Page, { fixIt }: Diagnostic, indent: number): string[] {
  if (fixIt === undefined) return [];
  const place = `${fixIt.file}:${fixIt.start.line}:${fixIt.start.column}`;
  const text = fixIt.text === '' ? `delete what stands at ${place}` : `write \`${fixIt.text}\` at ${place}`;
  return paragraph(page, { text, indent, label: 'fix', labelColour: 'cyan' });
}
