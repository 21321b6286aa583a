import type { ContainerFacts, RawEvent } from '../../model/capture.ts';
import type { ModuleLoader } from '../wasm/host.ts';
import type { Made, ModuleJob } from './messages.ts';
import type { ThreadOutput } from './thread-output.ts';

/** A gadget with its module, while it runs. Failures of the module come out as ModuleFailure. */
export interface RunningJob {
  /** What goes before the first event. */
  readonly header: string;
  push(event: RawEvent): void;
  stop(): void;
}

/** What every job has to do with. */
export interface Surroundings {
  readonly order: ModuleJob;
  readonly containers: Map<bigint, ContainerFacts>;
  readonly output: ThreadOutput;
  readonly load: ModuleLoader;
  /** To be called as soon as there is something to ask. */
  readonly tellMade: (made: () => Made) => void;
}
