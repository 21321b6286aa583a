import { readInsideSync } from '../../grader/build/inside.ts';
import { LARGEST_SOURCE } from '../../grader/build/source.ts';
import type { PrettyOptions } from '../../grader/report/pretty.ts';
import { outputWidth } from './page.ts';
import { wantsColor } from './paint.ts';

export interface FindingsOptions {
  readonly verifierLog: boolean;
  /** Where the learner's files are; undefined where the course's own are graded. */
  readonly directory: string | undefined;
  /** What was typed before the steps, to be repeated in advice. */
  readonly command: string;
  readonly next: string | undefined;
}

/** How findings are shown on stdout, as wide as it is now. */
export function prettyOptions({ verifierLog, directory, command, next }: FindingsOptions): PrettyOptions {
  return {
    color: wantsColor(process.stdout),
    width: outputWidth(),
    verifierLog,
    command,
    ...(next && { next }),
    ...(directory && { sourceLine: (file: string, line: number) => sourceLine(directory, file, line) }),
  };
}

/** Undefined for a header of the system, and for whatever else lies outside of the folder. */
export function sourceLine(directory: string, file: string, line: number): string | undefined {
  return readInsideSync(directory, file, LARGEST_SOURCE)?.split('\n')[line - 1];
}
