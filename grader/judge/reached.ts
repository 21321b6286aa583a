import type { BuildResult } from '../model/artifact.ts';
import type { RunResult } from '../model/capture.ts';
import type { ModuleOutcome } from '../model/module.ts';
import { type CheckSpec, isModuleCheck } from '../model/step.ts';
import { onArchitecture } from './architecture.ts';
import { builds, checkCapture, checkModule, loads, moduleBuilds } from './checks/registry.ts';
import { establishFacts, type Facts } from './facts.ts';
import { blocked, type Outcome } from './outcome.ts';
import { count } from './text.ts';

/** How far the learner's program came, and their module. */
export type Reached = {
  readonly build: BuildResult;
  /** Undefined where the step does not grade a module. */
  readonly module: ModuleOutcome | undefined;
} & ( // Not compiled, or compiled and never given to the kernel.
  | { readonly kind: 'build' }
  | { readonly kind: 'refused'; readonly run: RunResult }
  | { readonly kind: 'captured'; readonly run: RunResult; readonly facts: Facts }
);

/** Nothing else can be said of a program that keeps the scenario from being played. */
function interfered(spec: CheckSpec, calls: number): Outcome {
  if (spec.kind !== 'complete') return blocked('interference');
  return {
    status: 'failed',
    expected: 'the container opens files as if nobody watched',
    actual: `${count(calls, 'call')} of the scenario could not be made: the program interferes with what it traces`,
    evidence: { callsNotMade: calls },
  };
}

export function howFar(
  build: BuildResult,
  run: RunResult | undefined,
  module: ModuleOutcome | undefined,
): Reached {
  if (run === undefined || build.status === 'failed') return { kind: 'build', build, module };
  if (run.kind === 'refused') return { kind: 'refused', build, module, run };
  return { kind: 'captured', build, module, run, facts: establishFacts(run.capture) };
}

/** Makes one check with what there is. */
export function evaluate(spec: CheckSpec, reached: Reached): Outcome {
  if (spec.kind === 'builds') return builds(reached.build);
  if (isModuleCheck(spec)) {
    if (reached.module === undefined) return blocked('module');
    if (spec.kind === 'moduleBuilds') return moduleBuilds(spec, reached.module.build);
    if (!hasModule(reached.module)) return blocked('module');
  }
  if (reached.build.status === 'failed') return blocked('build');
  if (reached.kind === 'build') return blocked('load');
  if (spec.kind === 'loads') return loads(reached.run);
  if (reached.kind === 'refused') return blocked('load');
  return evaluateRun(spec, reached.facts, reached.module);
}

function hasModule({ build }: ModuleOutcome): boolean {
  return build.status === 'ok' || build.status === 'cached';
}

type RunCheckSpec = Exclude<CheckSpec, { kind: 'builds' | 'loads' | 'moduleBuilds' }>;

function evaluateRun(spec: RunCheckSpec, facts: Facts, module: ModuleOutcome | undefined): Outcome {
  const { architecture, lost } = facts.capture;
  if (lost > 0) return blocked('witness-overflow');
  const possible = onArchitecture(spec, architecture);
  if (possible === undefined) return { status: 'notRun', because: { kind: 'architecture', architecture } };
  if (facts.callsNotMade > 0) return interfered(possible, facts.callsNotMade);
  if (!isModuleCheck(possible)) return checkCapture(possible, facts);
  return module?.run === undefined ? blocked('module') : checkModule(possible, { ...facts, run: module.run });
}
