import { type Course, folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import type { StaticFinding } from './fault.ts';
import { checkFormat, findFormatter } from './format.ts';
import { checkHints } from './hints.ts';
import { checkLesson } from './lessons.ts';
import { checkLinks } from './links.ts';
import { checkStrayFiles, checkStrayFolders } from './stray.ts';

export interface StaticRequest {
  readonly course: Course;
  /** Those to look at; all of the course's where nothing was chosen. */
  readonly steps: readonly Step[];
  readonly signal: AbortSignal;
}

export interface StaticResult {
  readonly findings: readonly StaticFinding[];
  /** What was not looked at, and why. */
  readonly notes: readonly string[];
}

/** Everything about steps and solutions that shows without running anything. */
export async function checkStatic({ course, steps, signal }: StaticRequest): Promise<StaticResult> {
  const formatter = await findFormatter(course.root);
  const found = await Promise.all([
    ...(steps.length === course.steps.length ? [checkStrayFolders(course)] : []),
    ...steps.flatMap((step) => [
      checkLesson(step),
      checkLinks(course.root, step),
      checkHints(step),
      checkStrayFiles(course, step),
      ...(formatter.kind === 'ready' ? [checkFormat(course, step, { formatter, signal })] : []),
    ]),
  ]);
  const findings = found.flat().sort(byPlace(steps));
  const notes =
    formatter.kind === 'missing' ? [`The layout of C files was not checked: ${formatter.reason}.`] : [];
  return { findings, notes };
}

/** By step, then by file and line. */
function byPlace(steps: readonly Step[]) {
  const folders = steps.map(folderName);
  const rank = ({ step }: StaticFinding): number =>
    step === undefined ? folders.length : folders.indexOf(step);
  return (a: StaticFinding, b: StaticFinding): number =>
    rank(a) - rank(b) || a.file.localeCompare(b.file, 'en') || (a.line ?? 0) - (b.line ?? 0);
}
