import type { BuildResult } from '../model/artifact.ts';
import type { RunResult } from '../model/capture.ts';
import { type CheckSpec, type ImageCheckSpec, isImageCheck, isModuleCheck } from '../model/check-spec.ts';
import type { ModuleOutcome } from '../model/module.ts';
import type { ShareOutcome } from '../model/share.ts';
import { onArchitecture } from './architecture.ts';
import { builds, checkCapture, checkImage, checkModule, loads, moduleBuilds } from './checks/registry.ts';
import { establishFacts, type Facts } from './facts.ts';
import { blocked, type Outcome } from './outcome.ts';
import { count } from './text.ts';

/** What the stages before gave; what a step does not ask for is undefined. */
export interface Given {
  /** Undefined where the step grades a shared image: nothing is compiled then. */
  readonly build: BuildResult | undefined;
  /** Undefined where the step does not grade a module. */
  readonly module: ModuleOutcome | undefined;
  /** Undefined where the step does not grade a shared image. */
  readonly share: ShareOutcome | undefined;
}

/** How far the learner's program came, their module and their image. */
export type Reached = Given &
  (
    | // There is no program, or it was never given to the kernel.
    { readonly kind: 'notRun' }
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

export function howFar({ build, module, share }: Given, run: RunResult | undefined): Reached {
  const given = { build, module, share };
  if (run === undefined || build?.status === 'failed') return { kind: 'notRun', ...given };
  if (run.kind === 'refused') return { kind: 'refused', ...given, run };
  return { kind: 'captured', ...given, run, facts: establishFacts(run.capture) };
}

/** Makes one check with what there is. */
export function evaluate(spec: CheckSpec, reached: Reached): Outcome {
  if (isImageCheck(spec)) return evaluateImage(spec, reached);
  if (spec.kind === 'builds') return reached.build === undefined ? blocked('image') : builds(reached.build);
  if (isModuleCheck(spec)) {
    if (reached.module === undefined) return blocked('module');
    if (spec.kind === 'moduleBuilds') return moduleBuilds(spec, reached.module.build);
    if (!hasModule(reached.module)) return blocked('module');
  }
  if (reached.build?.status === 'failed') return blocked('build');
  if (reached.kind === 'notRun') return blocked(reached.share === undefined ? 'load' : 'image');
  if (spec.kind === 'loads') return loads(reached.run);
  if (reached.kind === 'refused') return blocked('load');
  return evaluateRun(spec, reached.facts, reached.module);
}

function evaluateImage(spec: ImageCheckSpec, { share }: Reached): Outcome {
  return share === undefined ? blocked('image') : checkImage(spec, share);
}

function hasModule({ build }: ModuleOutcome): boolean {
  return build.status === 'ok' || build.status === 'cached';
}

type RunCheckSpec = Exclude<CheckSpec, { kind: 'builds' | 'loads' | 'moduleBuilds' } | ImageCheckSpec>;

function evaluateRun(spec: RunCheckSpec, facts: Facts, module: ModuleOutcome | undefined): Outcome {
  const { architecture, lost } = facts.capture;
  if (lost > 0) return blocked('witness-overflow');
  const possible = onArchitecture(spec, architecture);
  if (possible === undefined) return { status: 'notRun', because: { kind: 'architecture', architecture } };
  if (facts.callsNotMade > 0) return interfered(possible, facts.callsNotMade);
  if (!isModuleCheck(possible)) return checkCapture(possible, facts);
  return module?.run === undefined ? blocked('module') : checkModule(possible, { ...facts, run: module.run });
}
