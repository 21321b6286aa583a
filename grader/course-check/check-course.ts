import { folderName, type ReadCourse, readCourse } from '../course/load.ts';
import type { ContainerChoice, Engine } from '../engine/engine.ts';
import { LabError } from '../model/error.ts';
import { countTexts, countTrials, groupNotJudged, notChecked } from './count.ts';
import { CHOICES, type CourseReport, type Finding, PARTS, type Part, type PartReport } from './finding.ts';
import { type Plan, type PlanRequest, planCheck } from './plan.ts';
import { checkStatic, type StaticResult } from './static/check-static.ts';
import { runTrials, type TrialResult } from './trials/run.ts';
import type { Trial } from './trials/trial.ts';

export interface CourseCheckRequest extends PlanRequest {
  /** Absolute path of the folder with `steps/` and `solutions/`. */
  readonly root: string;
  /** How many programs run at the same time. */
  readonly jobs: number;
  readonly engine: Engine;
  readonly container: ContainerChoice;
  readonly timeoutMs: number;
  /** What is being done: `12 of 230: 02-flags/mode-for-flags.patch`. */
  readonly onStage: (text: string) => void;
}

/**
 * Verifies all that a course promises: the schema, the texts, and on the kernel that starting states fail, solutions
 * pass, and known-wrong programs fail for the stated reason. What is wrong is in the report and never thrown.
 * @throws LabError request `no-course`, `unknown-step`; `interrupted`
 */
export async function checkCourse(request: CourseCheckRequest): Promise<CourseReport> {
  const start = performance.now();
  const { root, seeds } = request;
  const course = await readCourse(root).catch((error: unknown) => {
    throw isUnreadable(error) ? noCourse(root, error) : error;
  });
  const found = course.problems.length > 0 ? brokenSchema(course) : await checkContent(course, request);
  const durationMs = Math.round(performance.now() - start);
  return { root, status: overall(found.parts), durationMs, seeds, ...found };
}

type Found = Omit<CourseReport, 'root' | 'status' | 'durationMs' | 'seeds'>;

/** Nothing else can be told of a course whose steps cannot be read. */
function brokenSchema({ steps, problems }: ReadCourse): Found {
  const findings = problems.map((problem): Finding => {
    const [, step = ''] = problem.file.split('/');
    return { part: 'schema', kind: 'fault', step, ...problem };
  });
  const broken = new Set(findings.map(({ step }) => step)).size;
  return {
    steps: steps.map(folderName),
    mistakeKinds: 0,
    parts: [
      countTexts('schema', steps.length + broken, findings),
      ...CHOICES.map((part) => notChecked(part, 'step.yaml comes first')),
    ],
    findings,
    notJudged: [],
    notes: [],
  };
}

async function checkContent(course: ReadCourse, request: CourseCheckRequest): Promise<Found> {
  request.onStage('reading the course');
  const plan = await planCheck(course, request);
  const { steps, trials, isWanted, mistakeKinds } = plan;
  const nothing: StaticResult = { findings: [], notes: [] };
  const texts = isWanted('static') ? await checkStatic({ course, steps, signal: request.signal }) : nothing;
  const onRun = progress(trials, request.onStage);
  const results = await runTrials(trials, { ...request, course, onRun });
  const findings = [
    ...texts.findings,
    ...plan.faults.map((fault) =>
      isWanted('static') ? fault : { ...fault, part: request.only ?? fault.part },
    ),
    ...results.flatMap((one) => one.findings),
  ];
  return {
    steps: steps.map(folderName),
    mistakeKinds,
    parts: PARTS.map((part) => partReport(part, plan, results, findings)),
    findings,
    notJudged: groupNotJudged(results),
    notes: texts.notes,
  };
}

function partReport(
  part: Part,
  { steps, isWanted }: Plan,
  results: readonly TrialResult[],
  findings: readonly Finding[],
): PartReport {
  if (part === 'schema') return countTexts(part, steps.length, findings);
  if (!isWanted(part)) return notChecked(part, 'not asked for');
  return part === 'static' ? countTexts(part, steps.length, findings) : countTrials(part, results, findings);
}

/** Counts runs as they begin. */
function progress(trials: readonly Trial[], onStage: (text: string) => void): (trial: Trial) => void {
  const total = trials.reduce((sum, { seeds }) => sum + seeds.length, 0);
  let begun = 0;
  return (trial) => {
    begun++;
    onStage(`${Math.min(begun, total)} of ${total}: ${labelOf(trial)}`);
  };
}

function labelOf({ part, step, file }: Trial): string {
  if (part === 'starts') return `${folderName(step)}, as it begins`;
  return part === 'solutions' ? file : file.split('/').slice(-2).join('/');
}

function overall(parts: readonly PartReport[]): CourseReport['status'] {
  if (parts.some(({ status }) => status === 'error')) return 'error';
  return parts.some(({ status }) => status === 'failed') ? 'failed' : 'passed';
}

function isUnreadable(error: unknown): error is LabError {
  return error instanceof LabError && error.code === 'course-unreadable';
}

function noCourse(root: string, cause: LabError): LabError {
  return new LabError({
    kind: 'request',
    code: 'no-course',
    message: `There is no course in ${root}: ${cause.message.replace(/^.* but /, 'steps/ should hold it, but ')}`,
    hint: 'name the folder that steps/ and solutions/ are in; lab course new FOLDER makes a course to begin with',
    cause,
  });
}
