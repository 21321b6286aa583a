import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { makeFolder } from '../../process/make-folder.ts';
import type { Headers } from '../headers.ts';
import type { Go } from './go.ts';

/** Folders that one run of Go uses. */
export interface GoFolders {
  /** Go's module cache, where the pinned module lies. Absolute. */
  readonly moduleCache: string;
  /** A private one for what Go makes on the way. Absolute. */
  readonly scratch: string;
}

/**
 * All of the environment that Go gets. Nothing is downloaded, no other Go takes over, and neither settings of the user
 * (`go env -w`, GOFLAGS, go.work) nor of the learner can change what is built. Go's build cache stays the user's own:
 * it is addressed by content, and already warm.
 */
export async function goEnvironment(go: Go, { moduleCache, scratch }: GoFolders): Promise<NodeJS.ProcessEnv> {
  return {
    PATH: `${dirname(go.path)}${delimiter}${process.env.PATH ?? ''}`,
    HOME: homedir(),
    LC_ALL: 'C',
    TMPDIR: scratch,
    GOTMPDIR: scratch,
    GOCACHE: await buildCache(scratch),
    GOMODCACHE: moduleCache,
    CGO_ENABLED: '0',
    GOOS: 'wasip1',
    GOARCH: 'wasm',
    GOENV: 'off',
    GOFLAGS: '',
    GOPROXY: 'off',
    // The pinned module's sums are in the private go.sum; nothing else may go and ask for some.
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    GOVCS: '*:off',
    GOWORK: 'off',
  };
}

/** Go's module cache, from the place where the pinned module was found. */
export function moduleCacheOf({ gadget, version }: Headers): string {
  const root = dirname(gadget);
  return root.endsWith(`/${version}`) ? root.slice(0, -version.length - 1) : dirname(root);
}

/** Go fails without a build cache that it can write; then one for this run alone costs time, not the result. */
async function buildCache(scratch: string): Promise<string> {
  const base = process.env.XDG_CACHE_HOME;
  const usual = join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'go-build');
  const chosen = process.env.GOCACHE;
  const path = chosen && isAbsolute(chosen) ? chosen : usual;
  try {
    await makeFolder(path, 0o700);
    await access(path, constants.W_OK);
    return path;
  } catch {
    return join(scratch, 'go-build');
  }
}
