import { access, constants, readFile, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { executables } from '../../grader/build/executables.ts';
import { cacheDirectory, findCompiler, findHeaders, makeTemp } from '../../grader/build/index.ts';
import { moduleCacheOf } from '../../grader/build/module/environment.ts';
import { LabError } from '../../grader/model/error.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { versionIn } from './ask.ts';
import { broken, type Finding, missing, ok, tilde, untested } from './finding.ts';
import { advice, packages, SETUP } from './mend.ts';

/** Bytes: a compile needs a few MB, Go for a module some more. */
const LEAST_ROOM = 64 * 1024 ** 2;

export async function node(): Promise<Finding> {
  const manifest = await readFile(join(projectRoot, 'package.json'), 'utf8');
  const { engines } = JSON.parse(manifest) as { readonly engines: { readonly node: string } };
  const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  const version = process.versions.node;
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor))
    return ok(`${version}, ${tilde(process.execPath)}`, version);
  return broken(
    `${version} is too old: ${engines.node} is needed`,
    advice(`install Node.js ${major} or newer`),
  );
}

/** The search of the builds, so that it is the clang that they take. */
export async function clang(): Promise<Finding> {
  try {
    const { path, version } = await findCompiler();
    const number = versionIn(version);
    return ok(`${number ?? version}, ${tilde(path)}`, number);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (process.env.LAB_CLANG)
      return broken(error.message, advice('unset LAB_CLANG, or name another clang in it'));
    const others = await executables('clang');
    const mend = packages('clang-19');
    return others.length === 0
      ? missing('there is none on the PATH', mend)
      : broken(`${others[0]} is too old, or has no bpf target`, mend);
  }
}

export function gadgetHeaders(): Promise<Finding> {
  return headers('no-headers', (found) => {
    const pin = found.version.slice(found.version.lastIndexOf('@') + 1);
    return ok(`${pin}, in ${tilde(moduleCacheOf(found))}`, pin);
  });
}

export function libbpfHeaders(): Promise<Finding> {
  return headers('no-libbpf-headers', ({ libbpf }) => ok(join(libbpf, 'bpf')));
}

/** The builds look for both kinds in one go, and for libbpf's first. */
async function headers(
  code: 'no-headers' | 'no-libbpf-headers',
  found: (headers: Awaited<ReturnType<typeof findHeaders>>) => Finding,
): Promise<Finding> {
  try {
    return found(await findHeaders());
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    if (error.code === code)
      return missing(tilde(error.message), code === 'no-headers' ? SETUP : packages('libbpf-dev'));
    return code === 'no-headers'
      ? untested("they are looked for once libbpf's are there")
      : ok('bpf/bpf_helpers.h is there');
  }
}

/** Tried, not asked for: quotas and full disks show only so. */
export async function temporaryFolder(): Promise<Finding> {
  const folder = tmpdir();
  const mend = advice(`make room in ${folder}, or name another folder in TMPDIR`);
  try {
    const temp = await makeTemp();
    await temp.remove();
  } catch (error) {
    return broken(`${folder} cannot be written (${(error as NodeJS.ErrnoException).code})`, mend);
  }
  return room(folder, mend);
}

export async function cacheFolder(): Promise<Finding> {
  const folder = cacheDirectory();
  const existing = await nearestFolder(folder);
  const mend = advice(
    `make ${tilde(existing)} writable and give it room, or name another folder in XDG_CACHE_HOME`,
  );
  const writable = await access(existing, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  return writable ? room(existing, mend, tilde(folder)) : broken(`${tilde(folder)} cannot be written`, mend);
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}

async function room(
  folder: string,
  mend: ReturnType<typeof advice>,
  shown = tilde(folder),
): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text =
    free >= 1024 ** 3 ? `${(free / 1024 ** 3).toFixed(1)} GiB` : `${Math.floor(free / 1024 ** 2)} MiB`;
  return free < LEAST_ROOM ? broken(`${shown} has only ${text} left`, mend) : ok(`${shown}, ${text} free`);
}
