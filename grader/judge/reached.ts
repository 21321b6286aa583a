import type { BuildResult } from '../model/artifact.ts';
import type { RunResult } from '../model/capture.ts';
import type { CheckSpec } from '../model/step.ts';
import { onArchitecture } from './architecture.ts';
import { builds, checkCapture, loads } from './checks/registry.ts';
import { establishFacts, type Facts } from './facts.ts';
import { blocked, type Outcome } from './outcome.ts';
import { count } from './text.ts';

/** How far the learner's program came. */
export type Reached =
  /** Not compiled, or compiled and never given to the kernel. */
  | { readonly kind: 'build'; readonly build: BuildResult }
  | { readonly kind: 'refused'; readonly build: BuildResult; readonly run: RunResult }
  | {
      readonly kind: 'captured';
      readonly build: BuildResult;
      readonly run: RunResult;
      readonly facts: Facts;
    };

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

export function howFar(build: BuildResult, run: RunResult | undefined): Reached {
  if (run === undefined || build.status === 'failed') return { kind: 'build', build };
  if (run.kind === 'refused') return { kind: 'refused', build, run };
  return { kind: 'captured', build, run, facts: establishFacts(run.capture) };
}

/** Makes one check with what there is. */
export function evaluate(spec: CheckSpec, reached: Reached): Outcome {
  if (spec.kind === 'builds') return builds(reached.build);
  if (reached.build.status === 'failed') return blocked('build');
  if (reached.kind === 'build') return blocked('load');
  if (spec.kind === 'loads') return loads(reached.run);
  if (reached.kind === 'refused') return blocked('load');
  const { architecture, lost } = reached.facts.capture;
  if (lost > 0) return blocked('witness-overflow');
  const possible = onArchitecture(spec, architecture);
  if (possible === undefined || possible.kind === 'builds' || possible.kind === 'loads') {
    return { status: 'notRun', because: { kind: 'architecture', architecture } };
  }
  if (reached.facts.callsNotMade > 0) return interfered(spec, reached.facts.callsNotMade);
  return checkCapture(possible, reached.facts);
}
