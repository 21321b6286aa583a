import type { Course } from '../../grader/course/load.ts';
import type { Step } from '../../grader/model/step.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { note } from '../terminal/note.ts';
import type { Workspace } from '../workspace/place.ts';
import type { Advance } from '../workspace/record.ts';

/** What a workspace remembers of a check. */
export interface CheckDiary {
  add(verdict: StepVerdict): void;
  /** Waits until all is noted; moves on if the current step has passed. */
  end(): Promise<Advance | undefined>;
}

export interface DiaryRequest {
  readonly workspace: Workspace;
  readonly course: Course;
  readonly steps: readonly Step[];
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Keeps the files as they are, before anything else happens. */
export async function openDiary({
  workspace,
  course,
  steps,
  seed,
  signal,
}: DiaryRequest): Promise<CheckDiary> {
  const { advance, recordFiles, recordVerdict } = await import('../workspace/record.ts');
  const options = { signal, onNote: note };
  await recordFiles(workspace, course, steps, options);
  let noted: Promise<void> = Promise.resolve();
  return {
    add(verdict) {
      noted = noted.then(() => recordVerdict(workspace, verdict, seed, options));
      // Whoever waits for the end is told.
      noted.catch(() => {});
    },
    async end() {
      await noted;
      return advance(workspace, course, options);
    },
  };
}
