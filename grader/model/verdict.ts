import type { Diagnostic } from './artifact.ts';
import type { EngineName, Refusal } from './capture.ts';
import type { LogLine, ModuleBuild, ModuleFaultCause, ModulePhase } from './module.ts';
import type { RegistryAnswer, SharedFrom } from './share.ts';

/** `error` means that the machine could not judge; it is never the learner's fault. */
export type Status = 'passed' | 'failed' | 'notRun';
export type StepStatus = Status | 'error';

/** One thing that was verified. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** Why it was not run: `build`, `load`, or the id of another check. */
  readonly blockedBy?: string;
  /** One line each: what should have been, and what was. */
  readonly expected?: string;
  readonly actual?: string;
  /** The facts behind it, ready for JSON (no BigInt, no bytes). */
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** Something worth saying though it passed. */
  readonly remark?: string;
}

export interface TaskResult {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly points: number;
  readonly maxPoints: number;
  readonly checks: readonly CheckResult[];
}

export interface Diagnosis {
  readonly id: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** A place in the lesson: `steps/02-flags#heading`. */
  readonly see?: string;
}

export interface BuildVerdict {
  readonly status: 'ok' | 'failed' | 'cached' | 'notRun';
  readonly durationMs: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LoadVerdict {
  readonly status: 'ok' | 'failed' | 'notRun';
  readonly refusal?: Refusal;
}

/** A step's module. What it says is cut: whole logs have no place in a verdict. */
export interface ModuleVerdict {
  readonly status: ModuleBuild['status'];
  readonly durationMs: number;
  readonly diagnostics: readonly Diagnostic[];
  /** With status `absent`: why there is none. */
  readonly reason?: string;
  /** Only where it was run. */
  readonly run?: ModuleRunVerdict;
}

export interface ModuleRunVerdict {
  readonly status: 'ok' | 'failed';
  /** Where it broke, how, and a sentence; only with status `failed`. */
  readonly phase?: ModulePhase;
  readonly cause?: ModuleFaultCause;
  readonly message?: string;
  readonly log: readonly LogLine[];
  /** What it wrote to standard output and error; of a panic, its text. */
  readonly output: string;
}

/** A step's shared image: what share.yaml says, what the registry said, and what was graded. */
export interface ShareVerdict {
  /** The image's full name; left out where share.yaml has none that can be used. */
  readonly image?: string;
  readonly registry: {
    readonly status: RegistryAnswer['kind'];
    /** Only with status `has`, and left out where what it has is refused. */
    readonly digest?: string;
    /** Only with status `absent`, `denied` or `unreachable`. */
    readonly message?: string;
  };
  /** Where the image came from; this and what follows is left out where there was none. */
  readonly from?: SharedFrom;
  readonly digest?: string;
  readonly architectures?: readonly string[];
  /** Why nothing of the image was looked into or run. */
  readonly refusal?: string;
  readonly durationMs: number;
  /** Of share.yaml. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CaptureVerdict {
  readonly events: number;
  readonly witnessed: number;
  readonly lost: number;
}

export interface StepVerdict {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly status: StepStatus;
  readonly points: number;
  readonly maxPoints: number;
  readonly durationMs: number;
  readonly build: BuildVerdict;
  readonly load: LoadVerdict;
  /** Only where the step grades a module. */
  readonly module?: ModuleVerdict;
  /** Only where the step grades a shared image. */
  readonly share?: ShareVerdict;
  readonly capture?: CaptureVerdict;
  readonly tasks: readonly TaskResult[];
  /** Checks of the earlier steps, which must still hold; they carry no points but fail the step. */
  readonly kept: readonly CheckResult[];
  readonly diagnoses: readonly Diagnosis[];
  /** Only with status `error`. */
  readonly error?: ErrorVerdict;
}

export interface ErrorVerdict {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** What `lab check` found: the document behind `--json`. */
export interface Verdict {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'gadget-lab'; readonly version: string };
  readonly status: 'passed' | 'failed' | 'error';
  readonly points: number;
  readonly maxPoints: number;
  readonly seed: number;
  readonly engine: EngineName;
  readonly container: 'docker' | 'podman' | 'runc' | 'vm' | 'none';
  readonly kernel: string;
  readonly durationMs: number;
  readonly steps: readonly StepVerdict[];
  /** Only where nothing could be judged at all. */
  readonly error?: ErrorVerdict;
}
