import { lstat, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Course } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { commandLine } from '../terminal/command-line.ts';
import { writeWhole } from './atomic.ts';
import { courseFiles } from './course-paths.ts';
import { addFiles, withGiven } from './enter.ts';
import { inWorkspace, type LockOptions } from './lock.ts';
import { makeFolder } from './owner.ts';
import { isWorkspace, statePath, type Workspace, workspaceAt } from './place.ts';
import { lastSnapshot, makeSnapshotFolder } from './snapshot.ts';
import { newState, type State } from './state.ts';
import { readState, writeState } from './state-file.ts';

/** What `lab start` did. */
export type Created =
  | { readonly kind: 'created'; readonly added: readonly string[]; readonly kept: readonly string[] }
  /** There was a workspace already, whose learner is at the step `current`; nothing was done. */
  | { readonly kind: 'already'; readonly current: string }
  /** Its state was damaged: that was set aside, and a new one written. */
  | { readonly kind: 'repaired'; readonly aside: string };

export interface CreateRequest extends LockOptions {
  readonly course: Course;
  readonly step: Step;
  readonly repair: boolean;
}

/**
 * Makes a workspace, or finishes one whose making was cut off. Files that are there already are kept as they are.
 * @param root Absolute; made if it is missing.
 * @throws LabError request `start-failed`; `state-damaged`, `state-newer` without `repair`
 */
export async function createWorkspace(root: string, request: CreateRequest): Promise<Created> {
  const workspace = workspaceAt(root);
  await refuseForeign(workspace);
  const isNew = !(await isWorkspace(workspace));
  if (isNew) await refuseNested(root);
  try {
    if (isNew) await makeWorkspaceFolder(workspace);
    return await inWorkspace(workspace, request, () => fill(workspace, request));
  } catch (error) {
    throw error instanceof LabError ? error : startFailed(root, error as NodeJS.ErrnoException);
  }
}

/** The folder of snapshots comes first: it marks a workspace that is not finished yet. */
async function makeWorkspaceFolder(workspace: Workspace): Promise<void> {
  await makeFolder(workspace, workspace.root);
  await makeSnapshotFolder(workspace);
}

async function fill(workspace: Workspace, { course, step, repair }: CreateRequest): Promise<Created> {
  const found = await readState(workspace).catch(codeOf);
  if (typeof found !== 'string') return { kind: 'already', current: found.current };
  if (found !== 'state-missing') return setAside(workspace, step, repair);
  // What git is to leave out is said in the folder itself, whichever repository it is in.
  await writeWhole(workspace, join(workspace.lab, '.gitignore'), '*\n');
  const files = await courseFiles(course, step, 'start');
  const { added, given } = await addFiles(workspace, files);
  await writeState(workspace, withGiven(await stateAgain(workspace, step), given));
  return { kind: 'created', added, kept: [...files.keys()].filter((path) => !added.includes(path)) };
}

async function setAside(workspace: Workspace, step: Step, repair: boolean): Promise<Created> {
  if (!repair) await readState(workspace); // throws what is wrong, with the way out
  const aside = `${statePath(workspace)}.${Date.now()}`;
  await writeWhole(workspace, aside, await readFile(statePath(workspace)));
  await writeState(workspace, await stateAgain(workspace, step));
  return { kind: 'repaired', aside };
}

/** A new state; what the last snapshot knows of a lost one is in it. */
async function stateAgain(workspace: Workspace, step: Step): Promise<State> {
  const last = await lastSnapshot(workspace);
  return withGiven(newState(last?.current ?? step.id, new Date()), last?.given ?? {});
}

/** A link or a file where the lab's own folder is to be: it would not be found again. */
async function refuseForeign({ root, lab }: Workspace): Promise<void> {
  const entry = await lstat(lab).catch(() => undefined);
  if (entry === undefined || entry.isDirectory()) return;
  throw new LabError({
    kind: 'request',
    code: 'start-failed',
    message: `No workspace can be made at ${root}: ${lab} is there already, and is no folder.`,
    hint: `move it away: ${commandLine(['mv', lab, `${lab}.mine`])}`,
  });
}

/** Of two workspaces, one in the other, commands would find now the one and now the other. */
async function refuseNested(root: string): Promise<void> {
  const below = await readdir(root, { withFileTypes: true }).catch(() => []);
  const children = below
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => workspaceAt(join(root, name)));
  const around = parentsOf(root).map(workspaceAt);
  for (const other of [...around, ...children]) {
    if (await isWorkspace(other)) throw nested(root, other);
  }
}

function parentsOf(folder: string): readonly string[] {
  return dirname(folder) === folder ? [] : [dirname(folder), ...parentsOf(dirname(folder))];
}

function nested(root: string, other: Workspace): LabError {
  return new LabError({
    kind: 'request',
    code: 'start-failed',
    message: `No workspace can be made at ${root}: ${other.root} is one already, and they would be in one another.`,
    hint: 'go there, or choose a folder beside it',
  });
}

function codeOf(error: unknown): string {
  if (error instanceof LabError) return error.code;
  throw error;
}

function startFailed(root: string, cause: NodeJS.ErrnoException): LabError {
  return new LabError({
    kind: 'request',
    code: 'start-failed',
    message:
      cause.code === 'ENOTDIR' || cause.code === 'EEXIST'
        ? `No workspace can be made at ${root}: there is a file of that name.`
        : `No workspace can be made at ${root} (${cause.code ?? cause.message}).`,
    hint: 'choose a folder that you may write to: lab start ~/mygadget',
    cause,
  });
}
