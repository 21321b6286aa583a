import { executables } from '../../build/executables.ts';
import { guarded } from '../../build/guarded.ts';
import { type RunOutcome, run } from '../../build/run.ts';
import { LabError } from '../../model/error.ts';

export interface SkopeoOptions {
  /** A private folder: layouts are named relative to it, as a colon in a path would end it for skopeo. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of stdout that are kept. */
  readonly outputLimit?: number;
}

/** Slow lines are not an error; this is for what does not move at all. */
const TIME_LIMIT_MS = 15 * 60_000;
const OUTPUT_LIMIT = 64 * 1024;
/** No blob of a gadget is larger than that (bytes): a registry that sends for ever fills no disk. */
const FILE_LIMIT = 64 * 1024 ** 2;

/**
 * Runs skopeo with the user's own logins, proxies and certificates. It dies with this process, and its whole group on
 * abort.
 * @throws LabError `no-skopeo`, or the signal's reason
 */
export async function skopeo(args: readonly string[], options: SkopeoOptions): Promise<RunOutcome> {
  const { folder, signal, outputLimit = OUTPUT_LIMIT } = options;
  signal?.throwIfAborted();
  const [file, ...rest] = await commandLine(['--tmpdir', folder, ...args]);
  const settings = { cwd: folder, env: process.env, timeoutMs: TIME_LIMIT_MS, signal, outputLimit };
  const outcome = await run(file, rest, settings);
  signal?.throwIfAborted();
  return outcome;
}

async function commandLine(args: readonly string[]): Promise<readonly [string, ...string[]]> {
  const [file] = await executables('skopeo');
  if (file === undefined) throw noSkopeo();
  return guarded([file, ...args], { limits: [`--fsize=${FILE_LIMIT}`, '--core=0'] });
}

function noSkopeo(): LabError {
  return new LabError({
    kind: 'machine',
    code: 'no-skopeo',
    message: 'Images are pushed and pulled with skopeo, which is not installed.',
    hint: 'sudo apt-get install skopeo',
  });
}
