import type { EngineName, RunResult } from '../model/capture.ts';
import type { Scenario } from '../model/scenario.ts';

export const CONTAINER_CHOICES = ['auto', 'docker', 'podman', 'runc'] as const;
/** Which runtime makes the containers; `auto` takes the first that works. */
export type ContainerChoice = (typeof CONTAINER_CHOICES)[number];
export type ContainerRuntimeName = Exclude<ContainerChoice, 'auto'>;

/** What an engine is asked to do before it has the learner's object. */
export interface EngineJob {
  readonly scenario: Scenario;
  readonly container: ContainerChoice;
  /** Whether sudo may ask for a password on the terminal; not where somebody else reads the keys. True if left out. */
  readonly mayAsk?: boolean;
  /** Called as the session comes up and runs: `containers`, `load`, `trigger`, … */
  readonly onStage?: (stage: string) => void;
}

/** How long a run may take, and what ends it before. */
export interface RunLimits {
  readonly timeoutMs: number;
  /** From when on that counts, by `performance.now()`: what the caller did before takes its part of the time. */
  readonly since: number;
  /** Makes `run` reject at once; `close` is still the caller's to call. */
  readonly signal?: AbortSignal;
}

/**
 * One session: containers and witness come up while the caller still compiles; `run` may be called once.
 * Whatever happens, `close` leaves nothing behind; it is idempotent.
 */
export interface EngineSession {
  /** Loads and attaches the object, plays the scenario, and gives back what was recorded. */
  run(object: Uint8Array, limits: RunLimits): Promise<RunResult>;
  close(): Promise<void>;
}

export interface Engine {
  readonly name: EngineName;
  /** Returns at once; trouble of the start comes out of `run`. */
  start(job: EngineJob): EngineSession;
}
