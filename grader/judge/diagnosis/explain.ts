import type { BuildResult, SourceText } from '../../model/artifact.ts';
import type { Refusal } from '../../model/capture.ts';
import type { ModuleBuild } from '../../model/module.ts';
import type { Step } from '../../model/step.ts';
import type { Diagnosis } from '../../model/verdict.ts';
import { applyRules } from './apply-rules.ts';
import { gatherEvidence, readC } from './evidence.ts';

/** A gadget outside of a check: nothing is graded, but what keeps it from running has the same causes. */
export interface Unfinished {
  /** Left out where it was built already; then `program` is what it was built from. */
  readonly build?: BuildResult | undefined;
  readonly program?: SourceText | undefined;
  readonly module?: ModuleBuild | undefined;
  readonly refusal?: Refusal | undefined;
}

const NO_STEP: Step = {
  id: '',
  name: '',
  title: '',
  directory: '',
  files: [],
  startPasses: [],
  scenario: [],
  tasks: [],
};

/** Why a gadget does not compile, or is not let into the kernel; nothing where it is and does. */
export function explain({ build, program, module, refusal }: Unfinished): readonly Diagnosis[] {
  const evidence = gatherEvidence({
    step: NO_STEP,
    failed: [],
    reached: {
      kind: 'notRun',
      build,
      // A gadget may well have no module.
      module: module?.status === 'failed' ? { build: module, run: undefined } : undefined,
      share: undefined,
    },
  });
  const source = evidence.program ?? readC(program);
  return applyRules({ ...evidence, program: source, refusal }).map(({ id, message, place }) => ({
    id,
    message,
    ...place,
  }));
}
