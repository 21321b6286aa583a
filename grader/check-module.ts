import { buildModule } from './build/module/build-module.ts';
import { startModuleWorker } from './gadget/worker/module-run.ts';
import type { Capture, RunResult } from './model/capture.ts';
import type { ModuleBuild, ModuleOutcome, WasmModule } from './model/module.ts';
import { needsModule, type Step } from './model/step.ts';

interface LaneRequest {
  readonly step: Step;
  /** The workspace; it is only read. */
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called when Go is done, whatever came of it. */
  readonly onBuilt: (build: ModuleBuild) => void;
}

/** The second lane of a check: Go builds the module while clang builds the program and the containers come up. */
export interface ModuleLane {
  /**
   * What became of the module; it is run over the capture, where there is one.
   * @throws LabError machine `no-go`, `no-headers`, `no-libbpf-headers`, `native-missing`, `worker-failed`;
   * `interrupted`
   */
  outcome(
    run: RunResult | undefined,
    params: Readonly<Record<string, string>>,
  ): Promise<ModuleOutcome | undefined>;
  /** Leaves no process. Idempotent. */
  close(): Promise<void>;
}

/** A lane without anything in it, for steps that grade no module. */
const NO_LANE: ModuleLane = { outcome: async () => undefined, close: async () => {} };

export function startModuleLane({ step, directory, signal, onBuilt }: LaneRequest): ModuleLane {
  if (!needsModule(step)) return NO_LANE;
  const abort = new AbortController();
  const stop = AbortSignal.any([signal, abort.signal]);
  const building = buildModule({ directory, signal: stop });
  // Nobody may be waiting yet; `outcome` tells.
  building.then(onBuilt).catch(() => {});
  const worker = startModuleWorker();
  return {
    async outcome(run, params) {
      const build = await building;
      const module = builtModule(build);
      if (module === undefined || run?.kind !== 'captured') return { build, run: undefined };
      return { build, run: await worker.run({ module, params, signal, ...recorded(run.capture) }) };
    },
    async close() {
      abort.abort();
      await Promise.all([building.catch(() => {}), worker.close()]);
    },
  };
}

function builtModule(build: ModuleBuild): WasmModule | undefined {
  return build.status === 'ok' || build.status === 'cached' ? build.module : undefined;
}

function recorded({ object, events, bootOffset, traced }: Capture) {
  return { tracers: object.tracers, events, bootOffset, containers: [traced] };
}
