import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { LabError } from '../model/error.ts';
import { executables } from './executables.ts';
import { run } from './run.ts';
import { recall, remember } from './store.ts';

/** A clang that can compile for eBPF. */
export interface Compiler {
  /** Absolute. */
  readonly path: string;
  /** The first line of `clang --version`. */
  readonly version: string;
  readonly major: number;
  /** Changes whenever the executable does: path, size, time of change and version. */
  readonly identity: string;
}

/** Older ones lack what the gadget headers use (BTF tags, CO-RE enum values). */
export const OLDEST_CLANG = 14;

/** 19 first, as it is what the course is tried with; then newer, then older ones, then whatever is called clang. */
const NAMES: readonly string[] = [
  'clang-19',
  ...[20, 21, 22, 23, 24, 25].map((major) => `clang-${major}`),
  ...[18, 17, 16, 15, 14].map((major) => `clang-${major}`),
  'clang',
];

const HINT = 'Install one with `sudo apt-get install clang-19` (or clang-14), or run `npm run setup`.';

/**
 * The clang to use: `LAB_CLANG` (a path or a name) where it is set, else the first of clang-19, clang-20 and newer,
 * clang-18 down to clang-14, clang on the PATH. What was learnt about an executable is kept in the user's cache, so
 * that usually no process is started.
 * @throws LabError machine `no-clang`
 */
export async function findCompiler(): Promise<Compiler> {
  const chosen = process.env.LAB_CLANG;
  if (chosen) return findChosen(chosen);
  for (const name of NAMES) {
    for (const path of await executables(name)) {
      const compiler = await inspect(path);
      if (compiler !== undefined) return compiler;
    }
  }
  throw new LabError({
    kind: 'machine',
    code: 'no-clang',
    message: `There is no clang ${OLDEST_CLANG} or later with the bpf target on the PATH.`,
    hint: HINT,
  });
}

async function findChosen(chosen: string): Promise<Compiler> {
  const paths = isAbsolute(chosen) ? [chosen] : await executables(chosen);
  for (const path of paths) {
    const compiler = await inspect(path);
    if (compiler !== undefined) return compiler;
  }
  throw new LabError({
    kind: 'machine',
    code: 'no-clang',
    message: `LAB_CLANG names ${JSON.stringify(chosen)}, which is not a clang ${OLDEST_CLANG} or later with the bpf target.`,
    hint: `Set LAB_CLANG to another clang, or unset it. ${HINT}`,
  });
}

async function inspect(path: string): Promise<Compiler | undefined> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isFile()) return undefined;
  const key = `${path} ${entry.mtimeMs} ${entry.size}`;
  const memo = `clang-${Buffer.from(path).toString('base64url').slice(-80)}`;
  const known = await recall(memo, key);
  const version = known ?? (await askVersion(path));
  if (version === undefined) return undefined;
  if (known === undefined) await remember(memo, key, version);
  return { path, version, major: majorOf(version), identity: `${key} ${version}` };
}

/** The version line, if it is a clang new enough that can make eBPF code. */
async function askVersion(path: string): Promise<string | undefined> {
  const output = await ask(path, ['--version']);
  const version = output
    ?.split('\n')
    .find((line) => line.includes('clang version'))
    ?.trim();
  if (version === undefined || majorOf(version) < OLDEST_CLANG) return undefined;
  const assembly = await ask(path, ['-target', 'bpf', '-x', 'c', '-S', '-o', '-', '/dev/null']);
  return assembly === undefined ? undefined : version;
}

async function ask(path: string, args: readonly string[]): Promise<string | undefined> {
  const outcome = await run(path, args, {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
    timeoutMs: 10_000,
    outputLimit: 64 * 1024,
  });
  return outcome.end === 'exited' && outcome.code === 0 ? outcome.stdout : undefined;
}

function majorOf(version: string): number {
  return Number(/clang version (\d+)\./.exec(version)?.[1] ?? 0);
}
