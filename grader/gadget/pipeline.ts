import type { RawEvent, TracerFacts } from '../model/capture.ts';
import { LiveGadget } from './live/live-gadget.ts';
import type { LiveSource } from './live/live-source.ts';
import type { OperatorOptions } from './operators/all.ts';
import { compileFormat, type Format, type OutputOptions } from './output/format.ts';
import type { Note } from './output/note.ts';
import {
  type GadgetOptions,
  OUTPUT_PRIORITY,
  type RunningGadget,
  runGadget,
  startGadget,
} from './running.ts';
import type { ModuleLoader, ModuleProgram } from './wasm/host.ts';

export type { OutputOptions } from './output/format.ts';
export type { Note } from './output/note.ts';

export interface StreamOptions extends OperatorOptions, Pick<GadgetOptions, 'refine'> {
  readonly tracers: readonly TracerFacts[];
  readonly output: OutputOptions;
  /** Takes what the user should know besides the events. */
  readonly onNote: (note: Note) => void;
}

/** What stands in for a gadget's module: see `replayModule`. */
export type StandIn = (gadget: LiveGadget) => ModuleProgram;

/** Turns raw events into printed ones. */
export interface GadgetStream {
  /** What goes before the first event, and what the module emitted in its start; empty where nothing does. */
  header(): string;
  /** The text of an event with its newline, and of what the module made of it; empty where nothing is shown. */
  format(event: RawEvent): string;
  /** What the module emitted at its end. */
  stop(): string;
}

/**
 * Compiles, once, everything between a raw event and its text: fields, operators, printers. Events then pass
 * through without a look at layouts or options.
 */
export function createGadgetStream(options: StreamOptions, standIn?: StandIn): GadgetStream {
  const printer = new Printer(options);
  const gadget = new LiveGadget(options.tracers);
  return streamOf(printer, runGadget(gadget, gadgetOptions(options, printer), standIn));
}

/** As {@link createGadgetStream}, with the gadget's module. @throws ModuleFailure from all of it */
export async function createModuleStream(
  options: StreamOptions,
  loadModule: ModuleLoader,
): Promise<GadgetStream> {
  const printer = new Printer(options);
  const gadget = new LiveGadget(options.tracers);
  return streamOf(printer, await startGadget(gadget, gadgetOptions(options, printer), loadModule));
}

function gadgetOptions(options: StreamOptions, printer: Printer): GadgetOptions {
  return {
    ...options,
    onReady: (sources) => printer.show(sources),
    onLeftOut: (message) => options.onNote({ kind: 'leftOut', message }),
  };
}

function streamOf(printer: Printer, gadget: RunningGadget): GadgetStream {
  const header = printer.take();
  return {
    header: () => header,
    format(event) {
      gadget.push(event);
      return printer.take();
    },
    stop() {
      gadget.stop();
      return printer.take();
    },
  };
}

/** Collects the text of all packets, in the order in which they come by. */
class Printer {
  readonly #options: StreamOptions;
  readonly #onCut: () => void;
  #text = '';

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#onCut = once(() => options.onNote(CUT_NOTE));
  }

  show(sources: readonly LiveSource[]): void {
    const { output, onNote } = this.#options;
    for (const source of sources) {
      const format = compileFormat(source.source, { ...output, onNote, onCut: this.#onCut });
      if (format) this.#print(source, format);
    }
  }

  /** What was printed since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** An array's header comes with each packet. */
  #print(source: LiveSource, { header, row, rows }: Format): void {
    if (source.shape === 'single') this.#text += header;
    source.subscribe(OUTPUT_PRIORITY, (packet) => {
      this.#text +=
        packet.shape === 'single'
          ? row(packet.packet)
          : rows(packet.elements.map((element) => element.packet));
    });
  }
}

const CUT_NOTE: Note = {
  kind: 'cut',
  message: 'Some values do not fit their column: a wider terminal shows more, -o json shows all.',
};

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
