import { performance } from 'node:perf_hooks';
import { startModuleLane } from './check-module.ts';
import { getGadget } from './check-object.ts';
import { drawScenario } from './course/draw.ts';
import type { ContainerChoice, Engine } from './engine/engine.ts';
import type { Capture, RunResult } from './model/capture.ts';
import type { ModuleBuild, ModuleRun } from './model/module.ts';
import { needsModule, type Step } from './model/step.ts';
import type { StepVerdict, Verdict } from './model/verdict.ts';

export interface CheckRequest {
  readonly step: Step;
  /** The steps before it, whose checks must still hold. */
  readonly earlier: readonly Step[];
  /** The workspace: absolute path of the folder with `program.bpf.c`. */
  readonly directory: string;
  /** The learner's store of images; left out for this user's. */
  readonly store?: string | undefined;
  readonly seed: number;
  readonly engine: Engine;
  readonly container: ContainerChoice;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onStage: (stage: string) => void;
}

export interface CheckOutcome {
  readonly verdict: StepVerdict;
  /** What made the containers; `none` where the program never met them. */
  readonly container: Verdict['container'];
  /** Undefined where the program was never run. */
  readonly capture: Capture | undefined;
  /** Undefined in a step without a module, and where it was not run. */
  readonly moduleRun: ModuleRun | undefined;
  /** Containers are being removed while the verdict is printed; wait for it before the process ends. */
  readonly released: Promise<void>;
}

/**
 * The whole pipeline for one step: draw, compile (or pull), load, trigger, compare.
 * The engine comes up while the compilers run; what the step has of a module runs last, over the capture.
 * @throws LabError if nothing could be judged; by then everything is released.
 */
export async function checkStep(request: CheckRequest): Promise<CheckOutcome> {
  const { step, earlier, onStage } = request;
  const start = performance.now();
  const scenario = drawScenario(step, request.seed);
  const session = request.engine.start({ ...request, scenario });
  // Its parsers take a moment to be loaded: meanwhile the compiler runs.
  const judging = import('./judge/judge.ts');
  const onBuilt = ({ program }: ModuleBuild): void =>
    void judging.then(({ readAhead }) => readAhead.module(program));
  const lane = startModuleLane({ ...request, onBuilt });
  const close = async (): Promise<void> => void (await Promise.all([session.close(), lane.close()]));
  try {
    const { build, share, object, params } = await getGadget(request);
    const running = object && session.run(object, { ...request, since: start });
    const { judgeStep, readAhead } = await judging;
    readAhead.program(build?.program);
    const run = await running;
    if (needsModule(step)) onStage('module');
    const module = await lane.outcome(run, params);
    onStage('judge');
    const durationMs = performance.now() - start;
    const verdict = judgeStep({ step, earlier, build, share, run, module, durationMs });
    const capture = run?.kind === 'captured' ? run.capture : undefined;
    const moduleRun = module?.run;
    return { verdict, capture, moduleRun, container: containerOf(run), released: close() };
  } catch (error) {
    await close();
    throw error;
  }
}

function containerOf(run: RunResult | undefined): Verdict['container'] {
  if (run === undefined) return 'none';
  return run.kind === 'captured' ? run.capture.traced.runtime : run.context.container;
}
