import type { LoadedGadget } from '../../grader/engine/follow.ts';
import { type NamedMetadata, noteUnknownSources, refineBy } from '../../grader/gadget/metadata/refine.ts';
import { createGadgetStream, type Note, type OutputOptions } from '../../grader/gadget/pipeline.ts';
import { openModuleStream } from '../../grader/gadget/worker/module-stream.ts';
import type { RawEvent } from '../../grader/model/capture.ts';
import type { LogLine, ModuleFault, WasmModule } from '../../grader/model/module.ts';

/** Puts events on standard output, one batch after another. */
export interface EventPrinter {
  /** What goes before the first event. */
  readonly header: string;
  /** Resolves when the events are written. */
  show(events: readonly RawEvent[]): Promise<void>;
  /** The module's last words, then nothing of it is left. Idempotent. */
  end(): Promise<void>;
}

export interface PrinterNeeds {
  readonly gadget: LoadedGadget;
  readonly output: OutputOptions;
  readonly host: boolean;
  readonly metadata: NamedMetadata | undefined;
  readonly onNote: (note: Note) => void;
  readonly onLog: (line: LogLine) => void;
  readonly onFault: (fault: ModuleFault) => void;
  /** Ends a module that does not let itself be stopped. */
  readonly kill: AbortSignal;
  /** Resolves when there is room for more. */
  readonly write: (text: string) => Promise<void>;
}

/** A gadget without a module is printed right here. */
export function plainPrinter({ gadget, output, metadata, onNote, write }: PrinterNeeds): EventPrinter {
  const { object, bootOffset, containerOf } = gadget;
  const stream = createGadgetStream({
    tracers: object.tracers,
    bootOffset,
    containerOf,
    output,
    onNote,
    ...(metadata && { refine: refineBy(metadata, onNote) }),
  });
  const names = object.tracers.map(({ dataSource }) => dataSource);
  if (metadata) noteUnknownSources(names, metadata, onNote);
  return {
    header: stream.header(),
    show: (events) => write(events.map(stream.format).join('')),
    end: async () => {},
  };
}

/** Events of a gadget with a module go through the module's process, which prints them as well. */
export async function modulePrinter(module: WasmModule, needs: PrinterNeeds): Promise<EventPrinter> {
  const { gadget, output, host, metadata, onNote, onLog, onFault, write } = needs;
  const { object, bootOffset, containerOf, moduleParams: params } = gadget;
  const stream = await openModuleStream({
    module,
    tracers: object.tracers,
    bootOffset,
    containerOf,
    host,
    output,
    params,
    signal: needs.kill,
    ...(metadata && { metadata }),
    onText: write,
    onNote,
    onLog,
  });
  void stream.fault.then(onFault);
  return { header: stream.header, show: (events) => stream.push(events), end: () => stream.end() };
}
