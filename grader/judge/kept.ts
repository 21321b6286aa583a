import { type CheckSpec, isModuleCheck } from '../model/check-spec.ts';
import { needsImage, type Step } from '../model/step.ts';
import type { CheckResult } from '../model/verdict.ts';
import { completeFinder, toCheckResult } from './check-result.ts';
import { evaluate, type Reached } from './reached.ts';
import { runChecks } from './run-checks.ts';

/**
 * The earlier steps' checks over this capture: what a learner had right must stay right. Ids are those of the
 * step and the check (`00/pid`). What this step's scenario gives no evidence of is left out, and so are `builds`
 * and `loads`, which this step has been through itself, what it asks for in the same words, what is about a module
 * where this step grades none, and steps that grade a shared image where it grades none: this is not the image's run.
 */
export function judgeKept(step: Step, earlier: readonly Step[], reached: Reached): readonly CheckResult[] {
  if (reached.kind !== 'captured') return [];
  const own = new Set(step.tasks.flatMap(({ checks }) => checks).map(question));
  const specs = earlier
    .filter((before) => reached.share !== undefined || !needsImage(before))
    .flatMap((before) => keptSpecs(before, own))
    .filter((spec) => reached.module !== undefined || !isModuleCheck(spec));
  const findComplete = completeFinder(specs);
  return runChecks(specs, (spec) => evaluate(spec, reached))
    .filter(({ outcome }) => outcome.status !== 'notRun' || outcome.because.kind !== 'without-evidence')
    .map((checked) => toCheckResult(checked, findComplete));
}

function keptSpecs({ id, tasks }: Step, own: ReadonlySet<string>): readonly CheckSpec[] {
  const specs = tasks
    .flatMap(({ checks }) => checks)
    .filter(({ kind }) => kind !== 'builds' && kind !== 'loads')
    .filter((spec) => !own.has(question(spec)));
  const ids = new Set(specs.map((spec) => spec.id));
  return specs.map((spec) => ({
    ...spec,
    id: `${id}/${spec.id}`,
    needs: spec.needs.filter((need) => ids.has(need)).map((need) => `${id}/${need}`),
  }));
}

/** What a check asks, without its name. */
function question({ id: _id, title: _title, needs: _needs, ...asked }: CheckSpec): string {
  return JSON.stringify(asked);
}
