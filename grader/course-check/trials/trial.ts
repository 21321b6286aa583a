import type { Step } from '../../model/step.ts';
import type { StepVerdict } from '../../model/verdict.ts';
import type { Workspace } from '../../solution.ts';
import type { Finding, Part } from '../finding.ts';

/** A program of the course, what it is run with, and what must become of it. */
export interface Trial {
  readonly part: Extract<Part, 'starts' | 'solutions' | 'right' | 'wrong'>;
  readonly step: Step;
  /** What findings are about; relative to the course's root. */
  readonly file: string;
  /** One run each. */
  readonly seeds: readonly number[];
  readonly open: () => Promise<Workspace>;
  readonly judge: (runs: readonly Run[]) => readonly Finding[];
}

/** A trial with one seed. */
export interface Run {
  readonly seed: number;
  /** Its status is not `error`. */
  readonly verdict: StepVerdict;
}
