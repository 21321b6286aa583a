import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { executables } from '../../build/executables.ts';
import { guarded } from '../../build/guarded.ts';
import { LabError } from '../../model/error.ts';
import { writeConfig } from './config.ts';
import { placesIn } from './places.ts';
import { choosePort, LOOPBACK } from './port.ts';
import { answersAt } from './probe.ts';

/** A registry for this process alone. */
export interface PrivateRegistry {
  /** `127.0.0.1:41234`. */
  readonly address: string;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 15_000;
const POLL_MS = 20;

/**
 * Starts a registry that nobody else knows of, on a free port of loopback, and that ends with this process, however
 * that ends.
 * @param folder Absolute; the caller's, with the images when the registry is gone.
 * @throws LabError machine `no-registry`, `registry-failed`
 */
export async function startPrivateRegistry(folder: string): Promise<PrivateRegistry> {
  const [program] = await executables('docker-registry');
  if (program === undefined) throw noProgram();
  const places = placesIn(folder);
  // Any free one: the usual ones are for the user's own.
  const port = await choosePort(0, undefined);
  await writeConfig(places, port);
  const [file, ...args] = await guarded([program, 'serve', places.config]);
  const child = spawn(file, args, { cwd: folder, env: {}, stdio: 'ignore' });
  child.on('error', () => {}); // without a pid it never answers
  const address = `${LOOPBACK}:${port}`;
  try {
    await untilReady(child, address);
  } catch (error) {
    await end(child);
    throw error;
  }
  return { address, stop: () => end(child) };
}

async function untilReady(child: ChildProcess, address: string): Promise<void> {
  const deadline = performance.now() + READY_LIMIT_MS;
  while (!(await answersAt(address))) {
    if (child.exitCode !== null || child.pid === undefined || performance.now() > deadline)
      throw failed(address);
    await setTimeout(POLL_MS);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function noProgram(): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-registry',
    message: 'The program docker-registry is not installed.',
    hint: 'sudo apt-get install docker-registry',
  });
}

function failed(address: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'registry-failed',
    message: `A registry was started for ${address}, and does not answer there.`,
    hint: 'Try again; `docker-registry serve /etc/docker/registry/config.yml` shows whether it works at all.',
  });
}
