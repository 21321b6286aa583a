import type { BuildResult, SourceText } from '../../model/artifact.ts';
import type { Refusal } from '../../model/capture.ts';
import type { CheckSpec } from '../../model/check-spec.ts';
import type { ModuleOutcome } from '../../model/module.ts';
import type { ShareOutcome } from '../../model/share.ts';
import type { Step } from '../../model/step.ts';
import type { CheckResult } from '../../model/verdict.ts';
import type { Facts } from '../facts.ts';
import type { ModuleFacts } from '../module-facts.ts';
import type { Reached } from '../reached.ts';
import { quietly } from './quietly.ts';
import { type CSource, parseC } from './source/c-source.ts';
import { type GoSource, parseGo } from './source/go-source.ts';

/** A check that failed, with what it asked for. */
export interface FailedCheck {
  /** Those of earlier steps are called as in the verdict: `00/pid`. */
  readonly spec: CheckSpec;
  readonly result: CheckResult;
}

/** What rules reason from; what a check did not get to is undefined. */
export interface Evidence {
  readonly step: Step;
  /** Checks of this step first, then those of earlier ones. */
  readonly failed: readonly FailedCheck[];
  /** The learner's program. Undefined where it is not the one that ran: a shared image brings its own. */
  readonly program: CSource | undefined;
  /** The program's build, where it failed. */
  readonly failedBuild: Extract<BuildResult, { status: 'failed' }> | undefined;
  /** Why the program is not in the kernel. */
  readonly refusal: Refusal | undefined;
  /** What was recorded, and how events and witnessed calls pair. */
  readonly facts: Facts | undefined;
  readonly module: ModuleOutcome | undefined;
  /** The learner's go/main.go. */
  readonly goProgram: GoSource | undefined;
  /** What the module made of the events. */
  readonly moduleFacts: ModuleFacts | undefined;
  readonly share: ShareOutcome | undefined;
}

export interface EvidenceInput {
  readonly step: Step;
  readonly reached: Reached;
  readonly failed: readonly FailedCheck[];
}

export function gatherEvidence({ step, reached, failed }: EvidenceInput): Evidence {
  const { build, module, share } = reached;
  const facts = reached.kind === 'captured' ? reached.facts : undefined;
  const run = module?.run;
  return {
    step,
    failed,
    program: readC(build?.program),
    failedBuild: build?.status === 'failed' ? build : undefined,
    refusal: reached.kind === 'refused' && reached.run.kind === 'refused' ? reached.run.refusal : undefined,
    facts,
    module,
    goProgram: readGo(module?.build.program),
    moduleFacts: facts && run && { ...facts, run },
    share,
  };
}

/** Characters. A gadget has a few thousand; of a text that is made to keep the grader busy nothing is read. */
const LARGEST = 128 * 1024;

/**
 * The texts with their syntax, by the value that the build gave: they can be read ahead, while the kernel or the
 * module is at work and this process waits.
 */
export const readC = reader(parseC);
export const readGo = reader(parseGo);

function reader<Source>(parse: (text: SourceText) => Source) {
  const known = new WeakMap<SourceText, Source>();
  return (text: SourceText | undefined): Source | undefined => {
    if (text === undefined || text.text.length > LARGEST) return undefined;
    const source = known.get(text) ?? quietly(() => parse(text), undefined);
    if (source !== undefined) known.set(text, source);
    return source;
  };
}
