import type { StructuredPatch } from 'diff';

/** A program of the course's tests: a solution that somebody changed. */
export interface Program {
  /** Relative to the course's root: `test/wrong-programs/02-flags/mode-for-flags.patch`. */
  readonly path: string;
  /** The patch's name without its end: `mode-for-flags`. */
  readonly slug: string;
  /** The folder's name, which is also the step's: `02-flags`. */
  readonly folder: string;
  /** One sentence: what is different. */
  readonly what: string;
  /** What is changed in `solutions/<folder>/`. */
  readonly changes: readonly FileChange[];
}

/** A program that passes, though it is written differently. */
export type RightProgram = Program;

/** A known-wrong program: what a learner may get wrong, and what the lab must say to it. */
export interface Mistake extends Program {
  /** Kebab-case: which kind of mistake it is. */
  readonly kind: string;
  /** The task that must fail; of an earlier step with that step's id before it: `00/process`. */
  readonly task: string;
  /** Tasks that may fail too, named alike; all others must not. */
  readonly also: readonly string[];
  /** Id of the diagnosis that must come first. */
  readonly diagnosis: string;
  /** The place that this diagnosis must name. */
  readonly place?: MistakePlace;
  /** Lines in the patch, for messages about its header. */
  readonly at: Readonly<Partial<Record<HeaderKey, number>>>;
}

export interface MistakePlace {
  readonly file: string;
  readonly line: number;
}

export const HEADER_KEYS = ['What', 'Kind', 'Task', 'Also', 'Diagnosis', 'Line'] as const;
export type HeaderKey = (typeof HEADER_KEYS)[number];

/** What happens to one file of the solution. Bytes are held as Latin-1, so that none is lost. */
export interface FileChange {
  /** Relative to the workspace. */
  readonly file: string;
  readonly kind: 'change' | 'create' | 'delete';
  readonly patch: StructuredPatch;
  /** Where the change begins in the patch, and each of its hunks; from 1. */
  readonly line: number;
  readonly hunkLines: readonly number[];
}

/** What is wrong with a patch, at a line of it. */
export interface PatchFault {
  /** Relative to the course's root. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
