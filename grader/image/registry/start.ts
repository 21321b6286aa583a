import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { executables } from '../../build/executables.ts';
import { LabError } from '../../model/error.ts';
import { exclusively } from '../../process/exclusive.ts';
import { writeConfig } from './config.ts';
import { containerLog, startContainer } from './container.ts';
import { type RegistryPlaces, registryPlaces } from './places.ts';
import { choosePort } from './port.ts';
import { startProgram } from './program.ts';
import { type RegistryRunner, type RegistryState, readState, writeState } from './state.ts';
import { type RunningRegistry, registryStatus } from './status.ts';
import { endRunner } from './stop.ts';

export interface StartOptions {
  /** Undefined: the one used before, else 5000, else a free one. */
  readonly port?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Started {
  readonly registry: RunningRegistry;
  /** False where it was running already. */
  readonly fresh: boolean;
}

/** A first start writes nothing and is ready in 0.1 s; a machine that is very busy takes longer. */
const READY_LIMIT_MS = 15_000;
const POLL_MS = 20;

/**
 * Starts the local registry, which then outlives this process; nothing is started where it is running already.
 * @throws LabError `no-registry`, `port-taken`, `registry-failed`
 */
export function startRegistry({ port, signal }: StartOptions = {}): Promise<Started> {
  const places = registryPlaces();
  return exclusively(places.folder, signal, () =>
    inStateFolder(places, async () => {
      const status = await registryStatus(places);
      if (status.running) return { registry: sameAddress(status, port), fresh: false };
      const before = await readState(places);
      if (before?.runner) await endRunner(before.runner);
      const chosen = await choosePort(port, before?.port);
      await writeConfig(places, chosen);
      const runner = await startRunner(places);
      const state = { port: chosen, runner };
      await writeState(places, state);
      const registry = await untilReady(places, signal).catch((error: unknown) => undo(places, state, error));
      return { registry, fresh: true };
    }),
  );
}

/** What keeps the state folder from being used is no bug of the lab. */
async function inStateFolder<T>({ folder }: RegistryPlaces, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new LabError({
      kind: 'machine',
      code: 'state-refused',
      message: `The registry's folder ${folder} cannot be used: ${error.message}.`,
      hint: `Look at ls -ld ${folder} and df -h, or name another place in XDG_STATE_HOME.`,
      cause: error,
    });
  }
}

function sameAddress(registry: RunningRegistry, port: number | undefined): RunningRegistry {
  if (port === undefined || registry.address.endsWith(`:${port}`)) return registry;
  throw new LabError({
    kind: 'request',
    code: 'registry-elsewhere',
    message: `The registry is running already, at ${registry.address}.`,
    hint: `lab registry stop, then lab registry start --port ${port}`,
  });
}

/** Debian's program, else the image under docker. */
async function startRunner(places: RegistryPlaces): Promise<RegistryRunner> {
  const [file] = await executables('docker-registry');
  if (file !== undefined) {
    const program = await startProgram(file, places);
    if (program !== undefined) return program;
  }
  const [docker] = await executables('docker');
  if (docker === undefined) throw noRegistry('there is no docker either');
  const container = await startContainer(places);
  if (typeof container === 'string') throw noRegistry(`docker says: ${container}`);
  return container;
}

async function untilReady(places: RegistryPlaces, signal: AbortSignal | undefined): Promise<RunningRegistry> {
  const deadline = performance.now() + READY_LIMIT_MS;
  for (;;) {
    const status = await registryStatus(places);
    if (status.running && status.answers) return status;
    if (!status.running || performance.now() > deadline) throw await failed(places);
    await setTimeout(POLL_MS, undefined, { signal });
  }
}

async function undo(places: RegistryPlaces, { port, runner }: RegistryState, error: unknown): Promise<never> {
  if (runner) await endRunner(runner);
  await writeState(places, { port });
  throw error;
}

async function failed(places: RegistryPlaces): Promise<LabError> {
  const runner = (await readState(places))?.runner;
  const log = await (runner?.kind === 'container'
    ? containerLog(runner)
    : readFile(places.log, 'utf8').catch(() => ''));
  return new LabError({
    kind: 'machine',
    code: 'registry-failed',
    message: `The registry did not come up: ${log.trim().split('\n').at(-1) || 'it said nothing'}`,
    hint: `Look at ${places.log}, or try another port: lab registry start --port 5050`,
  });
}

function noRegistry(why: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-registry',
    message: `The program docker-registry is not installed, and ${why}.`,
    hint: 'sudo apt-get install docker-registry',
  });
}
