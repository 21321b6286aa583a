import { createTwoFilesPatch } from 'diff';
import { clean } from '../../grader/report/text.ts';
import type { Painter } from './paint.ts';

export interface DiffSides {
  readonly path: string;
  /** Undefined where there is no such file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What the two are, for the diff's head: `yours`, `solution`. */
  readonly names: readonly [before: string, after: string];
}

/** A unified diff of one file, coloured line by line; empty where there is no difference. Ends with a newline. */
export function diffText({ path, before, after, names }: DiffSides, paint: Painter): string {
  if (before === after) return '';
  const [from, to] = names;
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : path,
    after === undefined ? '/dev/null' : path,
    before ?? '',
    after ?? '',
    before === undefined ? undefined : from,
    after === undefined ? undefined : to,
    { context: 3 },
  );
  // Before it stands a heading of Subversion's.
  const lines = patch.slice(patch.indexOf('--- ')).replace(/\n$/, '').split('\n');
  return `${lines.map((line) => painted(line, paint)).join('\n')}\n`;
}

function painted(line: string, paint: Painter): string {
  // A patch of the learner's own text must not reach the terminal as escapes; tabs stay, so that it can be applied.
  const text = line.split('\t').map(clean).join('\t');
  if (/^(---|\+\+\+) /.test(line)) return paint('bold', text);
  if (line.startsWith('@@')) return paint('cyan', text);
  if (line.startsWith('+')) return paint('green', text);
  if (line.startsWith('-')) return paint('red', text);
  return text;
}
