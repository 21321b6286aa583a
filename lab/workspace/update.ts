import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import { changeFiles, type WantedFile } from './change.ts';
import { courseFiles } from './course-paths.ts';
import { readWorkspaceFile } from './files.ts';
import { mergeTexts } from './merge.ts';
import { objectOf, readObject } from './objects.ts';
import type { Workspace } from './place.ts';
import type { GivenFile, State } from './state.ts';

/** What a newer course means for one file of the workspace. */
export interface Update {
  readonly path: string;
  /**
   * `taken`: it was as the course gave it; `merged`: both sides' changes are in it; `conflicts`: and some places need
   * a decision; `kept`: nothing is done, for the reason in `why`.
   */
  readonly kind: 'taken' | 'merged' | 'conflicts' | 'kept';
  readonly conflicts: number;
  readonly why?: string;
  readonly wanted?: WantedFile;
}

/** What `lab update` would do now; files that the course did not change are left out. */
export async function planUpdate(
  workspace: Workspace,
  course: Course,
  state: State,
): Promise<readonly Update[]> {
  const plans = Object.entries(state.given).map(async ([path, given]) => {
    const theirs = await upstream(course, path, given);
    if (theirs === undefined || objectOf(theirs.bytes) === given.object) return undefined;
    return planFile(workspace, path, given, theirs);
  });
  return (await Promise.all(plans)).filter((update) => update !== undefined);
}

/** Under the lock. */
export async function applyUpdate(
  workspace: Workspace,
  updates: readonly Update[],
  paths: readonly string[],
): Promise<void> {
  const wanted = new Map(updates.flatMap(({ path, wanted }) => (wanted ? [[path, wanted] as const] : [])));
  if (wanted.size === 0) return;
  await changeFiles(workspace, { reason: 'lab update', paths, wanted, state: (state) => state });
}

/** What the course has now in the place where a file came from; undefined where it has none any more. */
async function upstream(course: Course, path: string, given: GivenFile): Promise<WantedFile | undefined> {
  const step: Step | undefined = course.steps.find(({ id }) => id === given.step);
  return step && (await courseFiles(course, step, given.origin)).get(path);
}

async function planFile(
  workspace: Workspace,
  path: string,
  given: GivenFile,
  theirs: WantedFile,
): Promise<Update> {
  const mine = await readWorkspaceFile(workspace, path);
  if (mine.kind === 'absent') return kept(path, 'you removed it');
  if (mine.kind === 'foreign') return kept(path, `it ${mine.why}`);
  if (objectOf(mine.bytes) === given.object) return { path, kind: 'taken', conflicts: 0, wanted: theirs };
  const base = await readObject(workspace, given.object).catch(() => undefined);
  if (base === undefined) return kept(path, 'what the course once gave is lost');
  const [ours, before, after] = [mine.bytes, base, Buffer.from(theirs.bytes)];
  if ([ours, before, after].some((bytes) => bytes.includes(0))) return kept(path, 'it is no text');
  // Byte for byte: what is no UTF-8 must come out as it went in.
  const { text, conflicts } = mergeTexts({
    mine: ours.toString('latin1'),
    base: before.toString('latin1'),
    theirs: after.toString('latin1'),
  });
  const from = theirs.from && { ...theirs.from, base: theirs.bytes };
  const wanted: WantedFile = { bytes: Buffer.from(text, 'latin1'), mode: mine.mode, ...(from && { from }) };
  return { path, kind: conflicts > 0 ? 'conflicts' : 'merged', conflicts, wanted };
}

function kept(path: string, why: string): Update {
  return { path, kind: 'kept', conflicts: 0, why };
}
