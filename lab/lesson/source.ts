import { extname } from 'node:path';
import { codeLines } from './code.ts';
import { paintLine } from './spans.ts';

const LANGUAGES: Readonly<Record<string, string>> = {
  '.c': 'c',
  '.h': 'c',
  '.go': 'go',
  '.yaml': 'yaml',
  '.sh': 'bash',
};

/** A whole file, highlighted by the language that its name tells. Ends with a newline. */
export function sourceText(text: string, path: string, color: boolean): string {
  const lines = codeLines(text.trimEnd(), LANGUAGES[extname(path)]);
  // Not indented, unlike code in a lesson.
  return `${lines.map(([, ...line]) => paintLine(line, color)).join('\n')}\n`;
}
