import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { LabError } from '../../model/error.ts';
import { projectRoot } from '../../model/project.ts';
import { executables } from '../executables.ts';
import { run } from '../run.ts';
import { recall, remember } from '../store.ts';

/** A Go that can build modules for gadgets. */
export interface Go {
  /** Absolute path of the command. */
  readonly path: string;
  /** `1.26.8` */
  readonly version: string;
  /** Changes whenever the command does: path, size, time of change and version. */
  readonly identity: string;
}

/** The pinned module says so in its own go.mod. */
export const OLDEST_GO = '1.24';

const HINT = 'Run `npm run setup`, which finds or fetches one.';

/**
 * The Go to use: `LAB_GO` (a path or a name) where it is set, else the one that set-up chose, else the first on the
 * PATH that is new enough. What was learnt about a command is kept in the user's cache.
 * @throws LabError machine `no-go`
 */
export async function findGo(): Promise<Go> {
  const chosen = process.env.LAB_GO;
  if (chosen) return findChosen(chosen);
  const [fromSetUp, onPath] = await Promise.all([setUpsChoice(), executables('go')]);
  const tooOld: string[] = [];
  for (const path of [...fromSetUp, ...onPath]) {
    const go = await inspect(path);
    if (go !== undefined && isNewEnough(go.version)) return go;
    if (go !== undefined) tooOld.push(`${go.version} (${path})`);
  }
  const found = tooOld.length === 0 ? 'there is none' : `here is ${[...new Set(tooOld)].join(', ')}`;
  throw noGo(`A WASM module needs Go ${OLDEST_GO} or later, and ${found}.`, HINT);
}

async function findChosen(chosen: string): Promise<Go> {
  const paths = isAbsolute(chosen) ? [chosen] : await executables(chosen);
  for (const path of paths) {
    const go = await inspect(path);
    if (go !== undefined && isNewEnough(go.version)) return go;
  }
  const message = `LAB_GO names ${JSON.stringify(chosen)}, which is not a Go ${OLDEST_GO} or later.`;
  throw noGo(message, `Set LAB_GO to another Go, or unset it. ${HINT}`);
}

/** Set-up writes down which Go it found or fetched. */
async function setUpsChoice(): Promise<readonly string[]> {
  const text = await readFile(join(projectRoot, 'build/toolchain.json'), 'utf8').catch(() => '{}');
  try {
    const { go } = JSON.parse(text) as { go?: unknown };
    return typeof go === 'string' && isAbsolute(go) ? [go] : [];
  } catch {
    return [];
  }
}

async function inspect(path: string): Promise<Go | undefined> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry?.isFile()) return undefined;
  const key = `${path} ${entry.mtimeMs} ${entry.size}`;
  const memo = `go-${Buffer.from(path).toString('base64url').slice(-80)}`;
  const known = await recall(memo, key);
  const version = known ?? (await askVersion(path));
  if (version === undefined) return undefined;
  if (known === undefined) await remember(memo, key, version);
  return { path, version, identity: `${key} ${version}` };
}

async function askVersion(path: string): Promise<string | undefined> {
  const outcome = await run(path, ['version'], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', HOME: homedir(), LC_ALL: 'C', GOTOOLCHAIN: 'local', GOENV: 'off' },
    timeoutMs: 10_000,
    outputLimit: 64 * 1024,
  });
  if (outcome.end !== 'exited' || outcome.code !== 0) return undefined;
  return /^go version (?:go|devel go)(\d+\.\d+\S*)/.exec(outcome.stdout)?.[1];
}

/** By major and minor number; a release candidate counts as its release. */
export function isNewEnough(version: string, oldest: string = OLDEST_GO): boolean {
  const [major = 0, minor = 0] = numbers(version);
  const [oldestMajor = 0, oldestMinor = 0] = numbers(oldest);
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

function numbers(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10) || 0);
}

function noGo(message: string, hint: string): LabError {
  return new LabError({ kind: 'machine', code: 'no-go', message, hint });
}
