import { isContainerRunning } from './container.ts';
import { type RegistryPlaces, registryPlaces } from './places.ts';
import { LOOPBACK } from './port.ts';
import { answersAt } from './probe.ts';
import { isSameProcess, type RegistryRunner, readState } from './state.ts';

/** The local registry as it is now. Paths are absolute. */
export type RegistryStatus = RunningRegistry | StoppedRegistry;

export interface RunningRegistry {
  readonly running: true;
  /** `127.0.0.1:5000`: what an image's name begins with. */
  readonly address: string;
  /** Whether it answered just now; where not, its log may say why. */
  readonly answers: boolean;
  readonly runner: RegistryRunner;
  readonly data: string;
  readonly log: string;
}

export interface StoppedRegistry {
  readonly running: false;
  readonly data: string;
}

/** Whether the registry that an earlier command started is still there. */
export async function registryStatus(places: RegistryPlaces = registryPlaces()): Promise<RegistryStatus> {
  const { data, log } = places;
  const state = await readState(places);
  if (state?.runner === undefined || !(await isRunning(state.runner))) return { running: false, data };
  const address = `${LOOPBACK}:${state.port}`;
  return { running: true, address, answers: await answersAt(address), runner: state.runner, data, log };
}

function isRunning(runner: RegistryRunner): boolean | Promise<boolean> {
  return runner.kind === 'program' ? isSameProcess(runner) : isContainerRunning(runner);
}
