import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTime } from '../process/start-time.ts';

/** Root's own place for what a session needs on disk; only ever below /run, which a reboot empties. */
export const RUN_ROOT = '/run/gadget-lab';

/** A session's folder; the file `owner` tells which process it belongs to. */
export interface RunDirectory {
  readonly id: string;
  readonly path: string;
}

interface Owner {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: tells the process from a later one with the same pid. */
  readonly startTime: string;
  /** Runtimes with containers outside the folder (docker, podman), to be asked for leftovers. */
  readonly runtime: string;
  /** Which engine a docker or podman client speaks to; another one knows nothing of these containers. */
  readonly engine: string;
}

function engineAddress(): string {
  return [process.env.DOCKER_HOST, process.env.CONTAINER_HOST].filter(Boolean).join(' ');
}

/**
 * Makes the folder of a session whose containers `runtime` makes.
 * @throws what the file system says; the folder is gone then
 */
export async function createRunDirectory(runtime: string): Promise<RunDirectory> {
  const id = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const path = join(RUN_ROOT, id);
  await mkdir(RUN_ROOT, { recursive: true, mode: 0o700 });
  await mkdir(path, { mode: 0o700 });
  const owner: Owner = {
    pid: process.pid,
    startTime: startTime(process.pid),
    runtime,
    engine: engineAddress(),
  };
  try {
    await writeFile(join(path, 'owner'), JSON.stringify(owner));
  } catch (error) {
    await removeRunDirectory(path);
    throw error;
  }
  return { id, path };
}

/** A folder whose owner is gone, and the runtime that its containers were made by. */
export interface Orphan extends RunDirectory {
  readonly runtime: string;
}

/** Folders whose owner is gone: what a killed session left. */
export async function findOrphans(): Promise<readonly Orphan[]> {
  const ids = await readdir(RUN_ROOT).catch(() => [] as string[]);
  const found = await Promise.all(ids.map(orphanOf));
  return found.filter((orphan) => orphan !== undefined);
}

/** Whether a session with this id, or with an id that ends so, still runs. */
export async function isSessionAlive(ending: string): Promise<boolean> {
  const ids = await readdir(RUN_ROOT).catch(() => [] as string[]);
  const id = ids.find((candidate) => candidate.endsWith(ending));
  return id !== undefined && (await orphanOf(id)) === undefined;
}

async function orphanOf(id: string): Promise<Orphan | undefined> {
  const path = join(RUN_ROOT, id);
  const owner = await readOwner(path);
  if (owner === 'being-made') return undefined;
  if (owner && startTime(owner.pid) === owner.startTime) return undefined;
  if (owner && owner.runtime !== 'runc' && owner.engine !== engineAddress()) return undefined;
  return { id, path, runtime: owner?.runtime ?? '' };
}

/** Without an owner file the folder is either just being made or was left half-made: its name has the pid. */
async function readOwner(path: string): Promise<Owner | 'being-made' | undefined> {
  try {
    return JSON.parse(await readFile(join(path, 'owner'), 'utf8')) as Owner;
  } catch {
    const pid = Number(/(\d+)-[0-9a-f]+$/.exec(path)?.[1]);
    return pid && startTime(pid) ? 'being-made' : undefined;
  }
}

export async function removeRunDirectory(path: string): Promise<void> {
  // Somebody else's command may just be looking for containers in it.
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
}
