import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openStore, type Store } from '../../grader/image/store/index.ts';

/** The folders of one test file, in place of the user's. */
export interface Sandbox {
  readonly folder: string;
  /** A new folder's path; nothing is there yet. */
  fresh(): string;
  store(): Store;
  /** What the lab left in the temporary folder. */
  leftovers(): readonly string[];
}

/** Makes the folders, sets the variables that lead to them, and removes all of it after the file's tests. */
export function sandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'lab-image-'));
  const temp = join(folder, 'tmp');
  mkdirSync(temp);
  process.env.TMPDIR = temp;
  process.env.XDG_STATE_HOME = join(folder, 'state');
  process.env.LAB_STORE = join(folder, 'store');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  const fresh = (): string => {
    count += 1;
    return join(folder, `fresh-${count}`);
  };
  return {
    folder,
    fresh,
    store: () => openStore({ directory: fresh() }),
    leftovers: () => readdirSync(temp),
  };
}

/** The names of a store's blobs. */
export function blobsOf({ directory }: Store): readonly string[] {
  return readdirSync(join(directory, 'blobs/sha256')).toSorted();
}

/** index.json, as anybody reads it. */
export function listFile({ directory }: Store) {
  return JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'));
}
