/** One word that could stand where the cursor is. */
export interface Candidate {
  readonly value: string;
  /** Shown beside it by shells that can; may be empty. */
  readonly description: string;
}

/** What else could stand there; the shell knows best how to list and to quote it. */
export type Paths = 'none' | 'files' | 'folders';

export interface Answer {
  readonly candidates: readonly Candidate[];
  readonly paths: Paths;
}

export const NOTHING: Answer = { candidates: [], paths: 'none' };

/** What both shells' scripts read: the kind of path in the first line, then `value TAB description`. */
export function answerText({ candidates, paths }: Answer): string {
  const lines = candidates.map(({ value, description }) => `${value}\t${description}`);
  return `${[paths, ...lines].join('\n')}\n`;
}

/** Only what begins with what is typed already. */
export function startingWith({ candidates, paths }: Answer, typed: string): Answer {
  return { candidates: candidates.filter(({ value }) => value.startsWith(typed)), paths };
}
