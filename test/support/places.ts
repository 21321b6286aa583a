import { chmod, chown, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { executables } from '../../grader/build/executables.ts';

/** A folder for one process: HOME, temporary files and caches, so that whatever it leaves behind is seen. */
export interface Places {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is left in the temporary folder. */
  leftovers(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export const NOBODY = 65534;

export async function makePlaces(owner?: number): Promise<Places> {
  const folder = await mkdtemp('/tmp/lab-places-');
  if (owner !== undefined) await chown(folder, owner, owner);
  return {
    folder,
    env: {
      TMPDIR: folder,
      ...(owner === undefined ? {} : { HOME: folder, XDG_CACHE_HOME: join(folder, '.cache') }),
    },
    leftovers: async () => (await readdir(folder)).filter((name) => !name.startsWith('.')),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A PATH on which only these programs are found, as links to the machine's own. */
export async function pathWith(folder: string, ...names: readonly string[]): Promise<string> {
  const path = await mkdtemp(join(folder, '.path-'));
  await chmod(path, 0o755);
  for (const name of names) {
    const [place] = await executables(name);
    if (place !== undefined) await symlink(place, join(path, name));
  }
  return path;
}

/** Processes that inherited this variable from a test: `pid command line`. */
export async function processesWith(variable: string, value: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (!environment.split('\0').includes(`${variable}=${value}`)) return [];
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return [`${pid} ${command.replaceAll('\0', ' ').trim()}`];
    }),
  );
  return found.flat();
}
