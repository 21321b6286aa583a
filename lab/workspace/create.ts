import { lstat, rename } from 'node:fs/promises';
import type { Course } from '../../grader/course/load.ts';
import { LabError } from '../../grader/model/error.ts';
import type { Step } from '../../grader/model/step.ts';
import { commandLine } from '../terminal/command-line.ts';
import { makeFolder } from './atomic.ts';
import { courseFiles } from './course-paths.ts';
import { addFiles, withGiven } from './enter.ts';
import { inWorkspace, type LockOptions } from './lock.ts';
import { isWorkspace, statePath, type Workspace, workspaceAt } from './place.ts';
import { lastSnapshot, makeSnapshotFolder } from './snapshot.ts';
import { newState } from './state.ts';
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
  const files = await courseFiles(course, step, 'start');
  const { added, given } = await addFiles(workspace, files);
  await writeState(workspace, withGiven(newState(step.id, new Date()), given));
  return { kind: 'created', added, kept: [...files.keys()].filter((path) => !added.includes(path)) };
}

async function setAside(workspace: Workspace, step: Step, repair: boolean): Promise<Created> {
  if (!repair) await readState(workspace); // throws what is wrong, with the way out
  const aside = `${statePath(workspace)}.${Date.now()}`;
  await rename(statePath(workspace), aside);
  // Else no later `lab update` would know what the course once gave.
  const given = (await lastSnapshot(workspace))?.given ?? {};
  await writeState(workspace, withGiven(newState(step.id, new Date()), given));
  return { kind: 'repaired', aside };
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

function codeOf(error: unknown): string {
  if (error instanceof LabError) return error.code;
  throw error;
}

function startFailed(root: string, cause: NodeJS.ErrnoException): LabError {
  return new LabError({
    kind: 'request',
    code: 'start-failed',
    message: `No workspace can be made at ${root} (${cause.code ?? cause.message}).`,
    hint: 'choose a folder that you may write to: lab start ~/mygadget',
    cause,
  });
}
