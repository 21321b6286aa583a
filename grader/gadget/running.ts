import type { RawEvent } from '../model/capture.ts';
import type { LiveGadget } from './live/live-gadget.ts';
import { eachData, type LiveSource } from './live/live-source.ts';
import { type OperatorOptions, type PlacedOperator, placedOperators } from './operators/all.ts';
import type { Enrich } from './operators/operator.ts';
import type { DataSource } from './source/field.ts';
import type { ModuleLoader, ModuleProgram } from './wasm/host.ts';

/** Outputs come after everything that changes an event. */
export const OUTPUT_PRIORITY = 10_000;

export interface GadgetOptions extends OperatorOptions {
  /** What gadget.yaml says about a data source's looks; called once, when all of its fields are there. */
  readonly refine?: (source: DataSource) => DataSource;
  /** Called when all fields are there and nothing flows yet: the moment for outputs to subscribe. */
  readonly onReady?: (sources: readonly LiveSource[]) => void;
  /** Takes one sentence on each field that an operator had to leave out. */
  readonly onLeftOut: (message: string) => void;
}

/** A gadget whose events flow. */
export interface RunningGadget {
  /** Sends one event through; whatever comes of it has been said when this returns. @throws ModuleFailure */
  push(event: RawEvent): void;
  /** The module's last words. @throws ModuleFailure */
  stop(): void;
}

/** Starts a gadget, with what stands in for its module, if anything does. */
export function runGadget(
  gadget: LiveGadget,
  options: GadgetOptions,
  standIn?: (gadget: LiveGadget) => ModuleProgram,
): RunningGadget {
  return start(gadget, options, standIn?.(gadget));
}

/** Starts a gadget with its module. @throws ModuleFailure */
export async function startGadget(
  gadget: LiveGadget,
  options: GadgetOptions,
  loadModule: ModuleLoader,
): Promise<RunningGadget> {
  return start(gadget, options, await loadModule(gadget));
}

/**
 * Upstream's order: the module's init sees the program's own fields only; by its preStart the operators' are there,
 * but they subscribe after it; outputs rely on what there is before its start, which may already emit.
 */
function start(gadget: LiveGadget, options: GadgetOptions, module: ModuleProgram | undefined): RunningGadget {
  module?.init();
  const enrichments = addFields(gadget, options);
  module?.preStart();
  for (const { source, priority, enrich } of enrichments) subscribeAll(source, priority, enrich);
  if (options.refine) for (const source of gadget.shown) source.change(options.refine);
  gadget.seal();
  options.onReady?.(gadget.shown);
  module?.start();
  return {
    push: (event) => gadget.push(event),
    stop() {
      module?.stop();
      module?.postStop();
    },
  };
}

interface Enrichment {
  readonly source: LiveSource;
  readonly priority: number;
  readonly enrich: readonly Enrich[];
}

function addFields(gadget: LiveGadget, options: GadgetOptions): readonly Enrichment[] {
  const operators = placedOperators(options);
  return gadget.shown.flatMap((source) =>
    operators.map((placed): Enrichment => applyOperator(source, placed, options.onLeftOut)),
  );
}

function applyOperator(
  source: LiveSource,
  { operator, priority }: PlacedOperator,
  warn: (message: string) => void,
): Enrichment {
  const step = operator(source.source, warn);
  source.change(() => step.source);
  return { source, priority, enrich: step.enrich };
}

function subscribeAll(source: LiveSource, priority: number, enrich: readonly Enrich[]): void {
  for (const change of enrich) {
    source.subscribe(priority, (packet) => {
      if (packet.shape === 'single') change(packet.packet);
      else eachData(packet, (element) => change(element.packet));
    });
  }
}
