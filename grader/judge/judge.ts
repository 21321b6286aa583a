import type { BuildResult } from '../model/artifact.ts';
import type { RunResult } from '../model/capture.ts';
import type { CheckSpec } from '../model/check-spec.ts';
import type { ModuleOutcome } from '../model/module.ts';
import type { ShareOutcome } from '../model/share.ts';
import type { Step } from '../model/step.ts';
import type {
  BuildVerdict,
  CaptureVerdict,
  CheckResult,
  LoadVerdict,
  StepStatus,
  StepVerdict,
  TaskResult,
} from '../model/verdict.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import { type FailedCheck, readC, readGo } from './diagnosis/evidence.ts';
import { judgeKept } from './kept.ts';
import { moduleVerdict } from './module-verdict.ts';
import { howFar, type Reached } from './reached.ts';
import { shareVerdict } from './share-verdict.ts';
import { isImpossibleHere, judgeTasks } from './tasks.ts';
import { whyNotJudged } from './why-not-judged.ts';

export interface JudgeInput {
  readonly step: Step;
  /** The steps before it, in order; what they taught must still hold. */
  readonly earlier: readonly Step[];
  /** Undefined where the step grades a shared image: the program comes out of that. */
  readonly build: BuildResult | undefined;
  /** Of the program that was built, or of the image's. Undefined where it was not given to an engine. */
  readonly run: RunResult | undefined;
  /** Undefined where the step does not grade a module. */
  readonly module: ModuleOutcome | undefined;
  /** Undefined where the step does not grade a shared image. */
  readonly share: ShareOutcome | undefined;
  /** Of the whole check, for the record. */
  readonly durationMs: number;
}

/** Reads the learner's texts ahead, for causes that may have to be found later. */
export const readAhead = { program: readC, module: readGo };

/** What the checks of a step found, before anything is said of causes. */
export interface Judged {
  readonly reached: Reached;
  readonly tasks: readonly TaskResult[];
  readonly kept: readonly CheckResult[];
  /** In the order of the course, this step's first. */
  readonly failed: readonly FailedCheck[];
}

/** @throws LabError `scenario-without-evidence` if a check of this step could not have failed */
export function judgeChecks({ step, earlier, run, ...given }: JudgeInput): Judged {
  const reached = howFar(given, run);
  const tasks = judgeTasks(step, reached);
  const kept = judgeKept(step, earlier, reached);
  return { reached, tasks, kept, failed: failedChecks({ step, earlier }, tasks, kept) };
}

/**
 * What a learner's program is worth in a step. Pure: the same input gives the same verdict.
 * @throws LabError `scenario-without-evidence` if a check of this step could not have failed
 */
export function judgeStep(input: JudgeInput): StepVerdict {
  const { step, earlier, build, module, share, durationMs } = input;
  const { reached, tasks, kept, failed } = judgeChecks(input);
  const error = whyNotJudged(reached, tasks);
  const capture = captureVerdict(reached);
  const status = error === undefined ? statusOf(reached, tasks, kept) : 'error';
  return {
    id: step.id,
    name: step.name,
    title: step.title,
    status,
    points: sum(tasks.map(({ points }) => points)),
    maxPoints: sum(tasks.map(({ maxPoints }) => maxPoints)),
    durationMs: Math.round(durationMs),
    build: buildVerdict(build),
    load: loadVerdict(reached),
    ...(module === undefined ? {} : { module: moduleVerdict(module) }),
    ...(share === undefined ? {} : { share: shareVerdict(share) }),
    ...(capture === undefined ? {} : { capture }),
    tasks,
    kept,
    diagnoses: status === 'passed' ? [] : diagnose({ step, earlier, reached, failed }),
    ...(error === undefined ? {} : { error }),
  };
}

function failedChecks(
  { step, earlier }: Pick<JudgeInput, 'step' | 'earlier'>,
  tasks: readonly TaskResult[],
  kept: readonly CheckResult[],
): readonly FailedCheck[] {
  const results = [...tasks.flatMap(({ checks }) => checks), ...kept];
  const specs = new Map<string, CheckSpec>();
  for (const spec of checksOf(step)) specs.set(spec.id, spec);
  for (const before of earlier)
    for (const spec of checksOf(before)) specs.set(`${before.id}/${spec.id}`, spec);
  return results
    .filter(({ status }) => status === 'failed')
    .flatMap((result) => {
      const spec = specs.get(result.id);
      return spec === undefined ? [] : [{ spec: { ...spec, id: result.id }, result }];
    });
}

function checksOf({ tasks }: Step): readonly CheckSpec[] {
  return tasks.flatMap(({ checks }) => checks);
}

function statusOf(reached: Reached, tasks: readonly TaskResult[], kept: readonly CheckResult[]): StepStatus {
  if (reached.kind === 'notRun' && reached.build !== undefined && reached.build.status !== 'failed') {
    return 'notRun';
  }
  const done = tasks.every((task) => task.status === 'passed' || isImpossibleHere(task));
  return done && !kept.some(({ status }) => status === 'failed') ? 'passed' : 'failed';
}

function buildVerdict(build: BuildResult | undefined): BuildVerdict {
  if (build === undefined) return { status: 'notRun', durationMs: 0, diagnostics: [] };
  const { status, durationMs, diagnostics } = build;
  return { status, durationMs: Math.round(durationMs), diagnostics };
}

function loadVerdict(reached: Reached): LoadVerdict {
  if (reached.kind === 'notRun') return { status: 'notRun' };
  return reached.run.kind === 'refused'
    ? { status: 'failed', refusal: reached.run.refusal }
    : { status: 'ok' };
}

function captureVerdict(reached: Reached): CaptureVerdict | undefined {
  if (reached.kind !== 'captured') return undefined;
  const { capture, possiblyLost } = reached.facts;
  const witnessed = capture.witnessed.filter(({ role }) => role === 'traced').length;
  return { events: capture.events.length, witnessed, lost: capture.lost + possiblyLost };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
