import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTime } from '../process/start-time.ts';
import { endOrphans } from './orphans.ts';

const NAME = /^gadget-lab-(\d+)-[0-9a-f]{12}$/;

/** A private folder below the system's temp folder, and its removal. */
export interface TempFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Makes `gadget-lab-<pid>-<random>` (0700) with a file `owner`, by which {@link sweepTemp} knows who made it. */
export async function makeTemp(): Promise<TempFolder> {
  const path = join(tmpdir(), `gadget-lab-${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(path, { mode: 0o700 });
  await writeFile(join(path, 'owner'), `${process.pid} ${startTime(process.pid)} ${pidNamespace()}\n`);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Removes temp folders of this user whose owner is no longer alive (killed, crashed). One reading of the temp folder
 * where there is nothing to remove. Never throws.
 */
export async function sweepTemp(): Promise<void> {
  const root = tmpdir();
  const names = await readdir(root).catch(() => []);
  await Promise.all(names.filter((name) => NAME.test(name)).map((name) => sweepOne(join(root, name), name)));
}

async function sweepOne(path: string, name: string): Promise<void> {
  try {
    const entry = await lstat(path);
    if (!entry.isDirectory() || entry.uid !== process.geteuid?.()) return;
    const owner = await readFile(join(path, 'owner'), 'utf8').catch(() => '');
    if (isAlive(Number(NAME.exec(name)?.[1]), owner)) return;
    endOrphans(path);
    await rm(path, { recursive: true, force: true });
  } catch {
    // Somebody else removed it meanwhile, or it is not ours to remove.
  }
}

/** A pid alone does not tell: it may have been given to another process, or belong to another pid namespace. */
function isAlive(pid: number, owner: string): boolean {
  const [, since, namespace] = owner.trim().split(' ');
  if (namespace !== undefined && namespace !== pidNamespace()) return true;
  const now = startTime(pid);
  return now !== '' && (since === undefined || since === now);
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return 'unknown';
  }
}
