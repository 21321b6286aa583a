import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFresh } from './atomic.ts';
import { makeFolder } from './owner.ts';
import { LAB_FOLDER, type Workspace } from './place.ts';
import type { State } from './state.ts';

/** The course's files of a workspace at one moment, in `.lab/snapshots/000001.json`. */
export interface Snapshot {
  /** Counts from 1. */
  readonly id: number;
  readonly at: string;
  /** `check`: as a check found them. `change`: as they were just before the lab changed some. */
  readonly kind: 'check' | 'change';
  /** The command that was about to do it: `lab reset 01`. */
  readonly reason: string;
  /** Id of the step that the learner was at, and whether the command then went to another one. */
  readonly current: string;
  readonly moved: boolean;
  /** By path; null where there was no file. */
  readonly files: Readonly<Record<string, KeptFile | null>>;
  /** Paths that the command then changed; none with kind `check`. */
  readonly touched: readonly string[];
  /** What the lab had given by then. */
  readonly given: State['given'];
}

export interface KeptFile {
  /** SHA-256, in `.lab/objects`. */
  readonly object: string;
  readonly mode: number;
}

/** Oldest first; those that cannot be read any more are left out. */
export async function listSnapshots(workspace: Workspace): Promise<readonly Snapshot[]> {
  return (await readAll(workspace)).filter((snapshot) => snapshot !== undefined);
}

/** As {@link listSnapshots}; undefined where one cannot be read, so that nobody knows what is still wanted. */
export async function listIfWhole(workspace: Workspace): Promise<readonly Snapshot[] | undefined> {
  const read = await readAll(workspace);
  const whole = read.filter((snapshot) => snapshot !== undefined);
  return whole.length === read.length ? whole : undefined;
}

async function readAll(workspace: Workspace): Promise<readonly (Snapshot | undefined)[]> {
  return Promise.all((await ids(workspace)).map((id) => readSnapshot(workspace, id)));
}

export async function lastSnapshot(workspace: Workspace): Promise<Snapshot | undefined> {
  for (const id of (await ids(workspace)).reverse()) {
    const snapshot = await readSnapshot(workspace, id);
    if (snapshot !== undefined) return snapshot;
  }
  return undefined;
}

/** Under the lock. */
export async function addSnapshot(workspace: Workspace, facts: Omit<Snapshot, 'id'>): Promise<Snapshot> {
  await makeFolder(workspace, folderOf(workspace));
  // A name may be taken by something that is no file of ours.
  for (let id = ((await ids(workspace)).at(-1) ?? 0) + 1; ; id++) {
    const snapshot = { id, ...facts };
    if (await writeFresh(workspace, pathOf(workspace, id), `${JSON.stringify(snapshot)}\n`)) return snapshot;
  }
}

export function removeSnapshot(workspace: Workspace, id: number): Promise<void> {
  return rm(pathOf(workspace, id), { force: true });
}

export async function makeSnapshotFolder(workspace: Workspace): Promise<void> {
  await makeFolder(workspace, folderOf(workspace));
}

async function readSnapshot(workspace: Workspace, id: number): Promise<Snapshot | undefined> {
  try {
    const value = JSON.parse(await readFile(pathOf(workspace, id), 'utf8')) as Snapshot;
    return isSnapshot(value) && value.id === id ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSnapshot(value: Snapshot): boolean {
  const { id, at, kind, reason, current, moved, files, touched, given } = value;
  return (
    typeof id === 'number' &&
    [at, reason, current].every((text) => typeof text === 'string') &&
    typeof moved === 'boolean' &&
    ['check', 'change'].includes(kind) &&
    Array.isArray(touched) &&
    [...touched, ...Object.keys(files)].every(isOwnPath) &&
    Object.values(given).every(({ object }) => /^[0-9a-f]{64}$/.test(object)) &&
    Object.values(files).every((file) => file === null || isKeptFile(file))
  );
}

function isKeptFile({ object, mode }: KeptFile): boolean {
  return /^[0-9a-f]{64}$/.test(object) && Number.isInteger(mode);
}

/** Whoever hands on a workspace must not make an undo write somewhere else. */
function isOwnPath(path: unknown): boolean {
  return (
    typeof path === 'string' && path.split('/').every((part) => !['', '.', '..', LAB_FOLDER].includes(part))
  );
}

async function ids(workspace: Workspace): Promise<number[]> {
  const names = await readdir(folderOf(workspace)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => /^\d{6,}\.json$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}

function pathOf(workspace: Workspace, id: number): string {
  return join(folderOf(workspace), `${String(id).padStart(6, '0')}.json`);
}

function folderOf({ lab }: Workspace): string {
  return join(lab, 'snapshots');
}
