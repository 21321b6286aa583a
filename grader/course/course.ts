import type { Step } from '../model/step.ts';

/** The ordered steps, and the folder that `steps/` and `solutions/` are in. */
export interface Course {
  /** Absolute path. */
  readonly root: string;
  readonly steps: readonly Step[];
}

/** A step without the folder it was found in. */
export type StepContent = Omit<Step, 'directory'>;
