import type { ErrorVerdict } from '../model/verdict.ts';

/** What is verified of a course, in this order: the cheap first. */
export const PARTS = ['schema', 'static', 'starts', 'solutions', 'right', 'wrong'] as const;
export type Part = (typeof PARTS)[number];

/** What can be asked for alone; the schema is always read. */
export const CHOICES = ['static', 'starts', 'solutions', 'right', 'wrong'] as const satisfies readonly Part[];
export type Choice = (typeof CHOICES)[number];

/**
 * - `fault`: an author's slip in a file
 * - `false-pass`: a task passes that must fail
 * - `false-fail`: a task fails that must pass
 * - `wrong-diagnosis`: the first cause that is told is not the one that is stated
 */
export type FindingKind = 'fault' | 'false-pass' | 'false-fail' | 'wrong-diagnosis';

/** Something that an author has to mend. */
export interface Finding {
  readonly part: Part;
  readonly kind: FindingKind;
  /** The folder's name, `01-filename`; left out where it is about no step. */
  readonly step?: string;
  /** Relative to the course's root, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly column?: number;
  /** One sentence. */
  readonly message: string;
  /** What should have been, and what was; only where something was run. */
  readonly expected?: string;
  readonly actual?: string;
  /** The seeds with which it happened; only where something was run. */
  readonly seeds?: readonly number[];
}

/** Something that could not be judged, by nobody's fault. */
export interface NotJudged extends ErrorVerdict {
  readonly part: Part;
  readonly step: string;
  /** How many programs this reason kept from being judged. */
  readonly count: number;
}

/** What came of one part. */
export interface PartReport {
  readonly part: Part;
  readonly status: 'passed' | 'failed' | 'error' | 'notChecked';
  /** Steps (schema, static) or programs (the others) that were looked at. */
  readonly checked: number;
  /** Runs on the kernel: a solution has one for each seed. */
  readonly runs: number;
  /** Places in files. */
  readonly faults: number;
  /** Programs with such a finding. */
  readonly falsePasses: number;
  readonly falseFails: number;
  readonly wrongDiagnoses: number;
  /** Programs. */
  readonly notJudged: number;
  /** Only with status `notChecked`. */
  readonly reason?: string;
}

/** All that is known of a course. */
export interface CourseReport {
  /** Absolute path. */
  readonly root: string;
  readonly status: 'passed' | 'failed' | 'error';
  readonly durationMs: number;
  /** How many seeds each solution was run with. */
  readonly seeds: number;
  /** Names of the steps' folders that were looked at. */
  readonly steps: readonly string[];
  /** How many kinds of mistakes the wrong programs are of. */
  readonly mistakeKinds: number;
  readonly parts: readonly PartReport[];
  readonly findings: readonly Finding[];
  readonly notJudged: readonly NotJudged[];
  /** What was not looked at, and why: a whole sentence each. */
  readonly notes: readonly string[];
}
