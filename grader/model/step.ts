import { type CheckSpec, isImageCheck, isModuleCheck, type PathClass } from './check-spec.ts';
import type { Syscall } from './scenario.ts';

/** One step of the course, as `steps/NN-name/step.yaml` tells it. */
export interface Step {
  /** Two digits: `"01"`. */
  readonly id: string;
  /** Kebab-case: `basic-tracer`. */
  readonly name: string;
  readonly title: string;
  /** Absolute path of `steps/NN-name`. */
  readonly directory: string;
  /** The files of the workspace that the learner edits in this step; the first is the main one. */
  readonly files: readonly string[];
  /** Ids of the tasks that the step's starting state already passes. */
  readonly startPasses: readonly string[];
  readonly scenario: ScenarioTemplate;
  readonly tasks: readonly Task[];
}

export interface Task {
  /** Kebab-case, unique within the step. */
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly checks: readonly CheckSpec[];
  readonly hints: readonly Hint[];
}

export interface Hint {
  readonly text: string;
  /** Ids of the diagnoses that call for this rung; left out where it is for everybody. */
  readonly when?: readonly string[];
}

/** Whether the step grades the gadget's WASM module, so that it has to be built and, if it can be, run. */
export function needsModule({ tasks }: Step): boolean {
  return tasks.some(({ checks }) => checks.some(isModuleCheck));
}

/** Whether the step grades a shared image: then that is what is run, and nothing is compiled. */
export function needsImage({ tasks }: Step): boolean {
  return tasks.some(({ checks }) => checks.some(isImageCheck));
}

/** What `step.yaml` says of its scenario; `course` draws the details from the seed. */
export type ScenarioTemplate = readonly ScenarioAction[];

export type ScenarioAction =
  /** A command line for the container's `sh -c`; `{name}` becomes a drawn file name. */
  | { readonly kind: 'shell'; readonly command: string }
  | {
      readonly kind: 'opens';
      readonly syscalls: readonly Syscall[];
      readonly paths: readonly PathClass[];
      /** Processes that run at the same time. */
      readonly tasks: number;
      /** Threads at the same time, in one further process. */
      readonly threads: number;
      /** Calls per task, system call and path class. */
      readonly times: number;
      /**
       * Which bits of the flags are drawn. `any`: now and then also those above the flags that have names, and the
       * access mode 3, which has none; `named`:
       * the access mode and bits 6 to 19 only.
       */
      readonly flags: 'any' | 'named';
      /** `drawn`: a user other than root, drawn from the seed. */
      readonly user: 'root' | 'drawn';
    };
