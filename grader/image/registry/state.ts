import { readFile, rename, writeFile } from 'node:fs/promises';
import { makeFolder } from '../../process/make-folder.ts';
import { startTime } from '../../process/start-time.ts';
import type { RegistryPlaces } from './places.ts';

/** What runs the registry: a program of this machine, or a container of docker. */
export type RegistryRunner =
  | { readonly kind: 'program'; readonly pid: number; readonly since: string }
  | { readonly kind: 'container'; readonly id: string };

/** What is remembered between commands. Without `runner` it was stopped; the port is kept, as images are named by it. */
export interface RegistryState {
  readonly port: number;
  readonly runner?: RegistryRunner | undefined;
}

/** Undefined where none was started yet, or where somebody else wrote into the file. */
export async function readState({ state }: RegistryPlaces): Promise<RegistryState | undefined> {
  try {
    return parseState(JSON.parse(await readFile(state, 'utf8')));
  } catch {
    return undefined;
  }
}

export async function writeState(places: RegistryPlaces, state: RegistryState): Promise<void> {
  await makeFolder(places.folder, 0o700);
  await writeFile(`${places.state}.new`, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(`${places.state}.new`, places.state);
}

/** A pid is given to another program one day, which must be neither taken for the registry nor stopped. */
export function isSameProcess({ pid, since }: { readonly pid: number; readonly since: string }): boolean {
  return since !== '' && startTime(pid) === since;
}

function parseState(value: unknown): RegistryState | undefined {
  const { port, runner } = (value ?? {}) as { readonly port?: unknown; readonly runner?: unknown };
  if (!isWhole(port) || port > 65_535) return undefined;
  return { port, runner: parseRunner(runner) };
}

function parseRunner(value: unknown): RegistryRunner | undefined {
  const { kind, pid, since, id } = (value ?? {}) as Readonly<Record<string, unknown>>;
  // Signals to the pids 0 and 1 would reach others than the registry.
  if (kind === 'program' && isWhole(pid) && pid > 1 && typeof since === 'string') return { kind, pid, since };
  if (kind === 'container' && typeof id === 'string' && /^[0-9a-f]+$/.test(id)) return { kind, id };
  return undefined;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
