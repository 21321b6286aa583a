import type { Diagnostic } from '../model/artifact.ts';
import { type Page, paragraph } from './style.ts';
import { clean } from './text.ts';

/** The text of a line of the workspace, if it is at hand. */
export type SourceLine = (file: string, line: number) => string | undefined;

/** A compiler's first errors explain the others. */
const SHOWN = 8;

const COLOURS = { error: 'red', warning: 'yellow', note: 'cyan' } as const;

/** The compiler's remarks, each with its place and, if at hand, the source line with a caret below. */
export function diagnosticLines(
  page: Page,
  diagnostics: readonly Diagnostic[],
  sourceLine: SourceLine,
  indent: number,
): string[] {
  const more = diagnostics.length - SHOWN;
  return [
    ...diagnostics
      .slice(0, SHOWN)
      .flatMap((diagnostic) => [
        ...headLines(page, diagnostic, indent),
        ...sourceLines(page, diagnostic, sourceLine, indent + 2),
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

function sourceLines(
  page: Page,
  { file, line, column }: Diagnostic,
  sourceLine: SourceLine,
  indent: number,
): string[] {
  const source = line === 0 ? undefined : sourceLine(file, line);
  if (source === undefined) return [];
  const before = clean(source.slice(0, Math.max(column - 1, 0)));
  const number = String(line);
  const text = `${number} | ${clean(source)}`;
  const caret = `${' '.repeat(number.length)} | ${' '.repeat(before.length)}${page.paint('green', '^')}`;
  const fits = indent + number.length + 3 + before.length < page.width;
  const shown = text.length + indent <= page.width ? text : `${text.slice(0, page.width - indent - 1)}…`;
  return [shown, ...(column > 0 && fits ? [caret] : [])].map((part) => ' '.repeat(indent) + part);
}

function fixLines(page: Page, { fixIt }: Diagnostic, indent: number): string[] {
  if (fixIt === undefined) return [];
  const place = `${fixIt.file}:${fixIt.start.line}:${fixIt.start.column}`;
  const text = fixIt.text === '' ? `delete what stands at ${place}` : `write \`${fixIt.text}\` at ${place}`;
  return paragraph(page, { text, indent, label: 'fix', labelColour: 'cyan' });
}
