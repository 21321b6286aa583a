import { startModuleLane } from '../grader/check-module.ts';
import { getGadget } from '../grader/check-object.ts';
import { drawScenario } from '../grader/course/draw.ts';
import { loadCourse } from '../grader/course/load.ts';
import { planCheck } from '../grader/course-check/plan.ts';
import { host } from '../grader/engine/host.ts';
import { diagnose } from '../grader/judge/diagnosis/diagnose.ts';
import { judgeChecks, readAhead } from '../grader/judge/judge.ts';

/**
 * Usage: tsx bench/diagnose-once.ts PATCH. Checks one wrong program and prints the milliseconds that its diagnosis took: the
 * first in this process, as in `lab check`. Loading the rules is not in it, nor is parsing: that
 * happens while compiler, kernel and module are at work.
 */
const [path] = process.argv.slice(2);
const course = await loadCourse();
const { signal } = new AbortController();
const { trials } = await planCheck(course, { steps: [], only: 'wrong', seeds: 1, signal });
const trial = trials.find(({ file }) => file === path);
if (trial === undefined) throw new Error(`there is no ${path}`);
const { step } = trial;
const workspace = await trial.open();
const request = { step, directory: workspace.directory, signal, onStage: () => {} };
const job = { container: 'auto', timeoutMs: 60_000, signal, onStage: () => {} } as const;
const session = host.start({ ...job, scenario: drawScenario(step, 1) });
const lane = startModuleLane({ ...request, onBuilt: ({ program }) => void readAhead.module(program) });
try {
  const { build, share, object, params } = await getGadget(request);
  const running = object && session.run(object, { ...job, since: performance.now() });
  readAhead.program(build?.program);
  const run = await running;
  const module = await lane.outcome(run, params);
  const earlier = course.steps.slice(0, course.steps.indexOf(step));
  const { reached, failed } = judgeChecks({ step, earlier, build, share, run, module, durationMs: 0 });
  const start = performance.now();
  diagnose({ step, earlier, reached, failed });
  process.stdout.write(`${performance.now() - start}\n`);
} finally {
  await Promise.all([session.close(), lane.close(), workspace.release()]);
}
