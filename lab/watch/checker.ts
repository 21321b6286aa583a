import { randomInt } from 'node:crypto';
import { checkSteps, type StepOutcome } from '../../grader/check-steps.ts';
import { drawScenario } from '../../grader/course/draw.ts';
import type { Course } from '../../grader/course/load.ts';
import type { ContainerChoice } from '../../grader/engine/engine.ts';
import { host } from '../../grader/engine/host.ts';
import { createWarmEngine } from '../../grader/engine/warm.ts';
import type { Step } from '../../grader/model/step.ts';
import { SEED_LIMIT } from '../seed.ts';
import { labVersion } from '../version.ts';
import { inWorkspace } from '../workspace/lock.ts';
import { findPending } from '../workspace/pending.ts';
import type { Workspace } from '../workspace/place.ts';
import { currentStep } from '../workspace/progress.ts';
import { recordFiles, recordVerdict } from '../workspace/record.ts';
import { readState } from '../workspace/state-file.ts';
import { withWayBack } from '../workspace/way-back.ts';

export interface Checker {
  /** Checks what the folder holds now; a check that still runs is given up for it. */
  check(): void;
  /** Lets containers and witness for the current step come up; a check that still runs was one of another step. */
  prepare(): Promise<void>;
  /** Ends what runs, and leaves nothing. Nothing is checked from then on. */
  close(): Promise<void>;
}

export interface Found extends StepOutcome {
  readonly step: Step;
  readonly seed: number;
}

export interface CheckerRequest {
  readonly workspace: Workspace;
  readonly course: Course;
  /** Always this step; else the one that the learner is at, as it is noted when a check begins. */
  readonly step: Step | undefined;
  readonly container: ContainerChoice;
  readonly timeoutMs: number;
  readonly onStage: (step: Step, stage: string) => void;
  /** Called when all is noted that the workspace remembers of it. */
  readonly onFound: (found: Found) => void;
  /** Nothing could be judged; the next save may mend it. */
  readonly onTrouble: (error: unknown) => void;
  readonly onNote: (text: string) => void;
}

/** Checks that were given up and still end, beside the newest: each has containers of its own. */
const MOST_ENDING = 1;

/** Why a check was given up: not for any fault of its own. */
class Superseded extends Error {}

/** Checks again and again, with containers and witness of the next check standing by. */
export function createChecker(request: CheckerRequest): Checker {
  const { workspace, course, onNote } = request;
  const engine = createWarmEngine(host);
  const runs = new Set<Promise<void>>();
  let newest: AbortController | undefined;
  let closed = false;
  /** The seed of the session that stands by. */
  let drawn: { readonly step: Step; readonly seed: number } | undefined;

  async function stepNow(): Promise<Step> {
    if (request.step) return request.step;
    // A `lab reset` puts files in their places first and then notes the step: its end is waited for.
    if (await findPending(workspace)) await inWorkspace(workspace, { onNote }, async () => {});
    return currentStep(course, await readState(workspace));
  }

  async function warmUp(): Promise<void> {
    const step = await stepNow();
    drawn = { step, seed: randomInt(SEED_LIMIT) };
    engine.warm({ scenario: drawScenario(step, drawn.seed), container: request.container });
  }

  async function run(signal: AbortSignal, before: readonly Promise<void>[]): Promise<void> {
    await Promise.allSettled(before);
    const step = await stepNow();
    signal.throwIfAborted();
    const seed = drawn?.step === step ? drawn.seed : randomInt(SEED_LIMIT);
    drawn = undefined;
    const options = { signal, onNote };
    const kept = handled(recordFiles(workspace, course, [step], options));
    let noted: Promise<void> = kept;
    const onStep = (outcome: StepOutcome): void => {
      noted = handled(
        kept
          .then(() => recordVerdict(workspace, outcome.verdict, seed, options))
          .then(() => {
            if (!signal.aborted) request.onFound({ ...outcome, step, seed });
          }),
      );
    };
    try {
      await checkSteps({ ...checkOf(request, step), seed, engine, signal, onStep });
    } finally {
      await Promise.allSettled([kept]);
    }
    await noted;
    if (!signal.aborted) await warmUp();
  }

  return {
    async prepare() {
      newest?.abort(new Superseded());
      await warmUp();
    },
    check() {
      if (closed) return;
      newest?.abort(new Superseded());
      const mine = new AbortController();
      newest = mine;
      const before = [...runs].slice(0, -MOST_ENDING);
      const running = run(mine.signal, before)
        .catch(async (error: unknown) => {
          if (!mine.signal.aborted) request.onTrouble(await withWayBack(error, workspace));
        })
        .finally(() => runs.delete(running));
      runs.add(running);
    },
    async close() {
      closed = true;
      newest?.abort(new Superseded());
      await Promise.allSettled(runs);
      await engine.close();
    },
  };
}

/** Awaited later: should it fail before that, it is no rejection that nobody handles. */
function handled(work: Promise<void>): Promise<void> {
  work.catch(() => {});
  return work;
}

function checkOf({ workspace, course, container, timeoutMs, onStage }: CheckerRequest, step: Step) {
  return {
    course: course.steps,
    steps: [step],
    workspaceOf: async () => ({ directory: workspace.root, release: async () => {} }),
    container,
    timeoutMs,
    toolVersion: labVersion(),
    onStage,
  };
}
