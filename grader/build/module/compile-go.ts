import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { limited } from '../limits.ts';
import { type RunOutcome, run } from '../run.ts';
import { makeTemp } from '../temp.ts';
import { goEnvironment } from './environment.ts';
import type { GoJob } from './go-job.ts';

/** Bytes. A module that the lesson's program becomes has 2.5 MiB. */
export const MODULE_LIMIT = 32 * 1024 ** 2;
/** Bytes that each of Go's processes may write to; compiling the standard library takes 0.3 GiB. */
export const GO_MEMORY_LIMIT = 2 * 1024 ** 3;
const OUTPUT_LIMIT = 1024 ** 2;

/**
 * As ig builds, and beyond that: no path of this machine in the module, so that the same sources give the same bytes
 * in every folder; no profile that happens to lie there; no question to a version control system, which would run programs that the folder names; all
 * errors instead of the first ten.
 */
export const GO_FLAGS: readonly string[] = [
  '-mod=mod',
  '-buildmode=c-shared',
  '-ldflags=-w -s',
  '-trimpath',
  '-buildvcs=false',
  '-gcflags=-e',
  '-pgo=off',
];

/** How one run of Go ended. */
export type GoOutcome =
  | { readonly status: 'ok'; readonly module: Buffer }
  | { readonly status: 'failed'; readonly run: RunOutcome; readonly places: GoPlaces };

/** How names in Go's output become names in the workspace. All are absolute. */
export interface GoPlaces {
  readonly workspace: string;
  /** Go's working directory, to which it writes names relative. */
  readonly cwd: string;
  /** Stand-ins in the temp folder, and the workspace's name of what they stand for. */
  readonly standIns: ReadonlyMap<string, string>;
}

/**
 * Runs `go build` once. Go sees the given text in the place of the source (an overlay), and private copies of go.mod
 * and go.sum: what is built is exactly what was read, and the workspace stays untouched.
 *
 * @param content The source's text; another than the job's where it was mended.
 * @throws LabError `interrupted`
 */
export async function compileGo(job: GoJob, content: Buffer, timeoutMs: number): Promise<GoOutcome> {
  const temp = await makeTemp();
  try {
    const cwd = await realpath(join(job.workspace, dirname(job.source)));
    const outcome = await runGo(job, content, { temp: temp.path, cwd, timeoutMs });
    if (outcome.end === 'aborted') {
      throw new LabError({ kind: 'interrupted', code: 'interrupted', message: 'The build was interrupted.' });
    }
    if (outcome.end === 'exited' && outcome.code === 0) {
      return { status: 'ok', module: await readFile(join(temp.path, 'module.wasm')) };
    }
    const standIns = new Map([
      [join(temp.path, 'source.go'), job.source],
      [join(temp.path, 'go.mod'), job.goMod.file],
      [join(temp.path, 'go.sum'), join(dirname(job.goMod.file), 'go.sum')],
    ]);
    return { status: 'failed', run: outcome, places: { workspace: job.workspace, cwd, standIns } };
  } finally {
    await temp.remove();
  }
}

interface Surroundings {
  readonly temp: string;
  readonly cwd: string;
  readonly timeoutMs: number;
}

async function runGo(
  job: GoJob,
  content: Buffer,
  { temp, cwd, timeoutMs }: Surroundings,
): Promise<RunOutcome> {
  const name = basename(job.source);
  const scratch = join(temp, 'scratch');
  await mkdir(scratch);
  await writeFile(join(temp, 'source.go'), content);
  await writeFile(join(temp, 'go.mod'), job.goMod.privateMod);
  await writeFile(join(temp, 'go.sum'), job.goMod.privateSum);
  const overlay = { Replace: { [join(cwd, name)]: join(temp, 'source.go') } };
  await writeFile(join(temp, 'overlay.json'), JSON.stringify(overlay));
  const files = [`-modfile=${join(temp, 'go.mod')}`, `-overlay=${join(temp, 'overlay.json')}`];
  const args = ['build', ...GO_FLAGS, ...files, '-o', join(temp, 'module.wasm'), `./${name}`];
  const [command, ...rest] = await limited(job.go.path, args, timeoutMs, {
    memory: { kind: 'data', bytes: GO_MEMORY_LIMIT },
    file: 2 * MODULE_LIMIT,
  });
  return run(command, rest, {
    cwd,
    env: await goEnvironment(job.go, { moduleCache: job.moduleCache, scratch }),
    timeoutMs,
    signal: job.signal,
    outputLimit: OUTPUT_LIMIT,
  });
}
