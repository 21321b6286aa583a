import type { RawEvent, TracerFacts } from '../model/capture.ts';
import { allOperators, type OperatorOptions } from './operators/all.ts';
import { applyOperators, type Step } from './operators/operator.ts';
import { compileTable, type Table } from './output/columns.ts';
import { compileJson, compileJsonPretty } from './output/json.ts';
import { modeFor, OUTPUT_MODES } from './output/mode.ts';
import { columnNames, fieldsFor, selectColumns } from './output/select.ts';
import { compileYaml } from './output/yaml.ts';
import { dataSource } from './source/data-source.ts';
import type { DataSource } from './source/field.ts';
import { createPacket, fillPacket } from './source/packet.ts';

export interface StreamOptions extends OperatorOptions {
  readonly tracers: readonly TracerFacts[];
  readonly output: OutputOptions;
  /** Takes what the user should know besides the events. */
  readonly onNote: (note: Note) => void;
}

export interface OutputOptions {
  /** As `-o` has it: `json`, or `ds:json,ds2:none`. */
  readonly mode: string;
  /** As `--fields` has it; undefined where it was not given. Columns only. */
  readonly fields: string | undefined;
  /** Terminal cells; undefined where the output is no terminal. */
  readonly width: number | undefined;
}

/** One sentence for the user, and what it is about. `cut` comes once per stream. */
export interface Note {
  readonly kind: 'cut' | 'unknownField' | 'unknownMode' | 'leftOut';
  readonly message: string;
}

/** Turns raw events into printed ones. */
export interface GadgetStream {
  /** What goes before the first event; empty where nothing does. */
  header(): string;
  /** One event's text with its newline; empty for events of a data source that is not shown. */
  format(event: RawEvent): string;
}

/**
 * Compiles, once, everything between a raw event and its text: fields, operators, printers. Events then pass
 * through without a look at layouts or options.
 */
export function createGadgetStream(options: StreamOptions): GadgetStream {
  const operators = allOperators(options);
  const onCut = once(() => options.onNote(CUT_NOTE));
  const printers = new Map<string, Printer>();
  for (const tracer of options.tracers) {
    const leftOut = (message: string): void => options.onNote({ kind: 'leftOut', message });
    const step = applyOperators(dataSource(tracer), operators, leftOut);
    const table = compileOutput(step.source, options, onCut);
    if (table) printers.set(step.source.name, { header: table.header, print: compilePrint(step, table) });
  }
  return {
    header: () => Array.from(printers.values(), ({ header }) => header).join(''),
    format: (event) => printers.get(event.dataSource)?.print(event.bytes) ?? '',
  };
}

const CUT_NOTE: Note = {
  kind: 'cut',
  message: 'Some values do not fit their column: a wider terminal shows more, -o json shows all.',
};

interface Printer {
  readonly header: string;
  readonly print: (sample: Uint8Array) => string;
}

function compilePrint({ source, enrich }: Step, { row }: Table): Printer['print'] {
  const packet = createPacket(source);
  return (sample) => {
    fillPacket(packet, source, sample);
    for (const change of enrich) change(packet);
    return row(packet);
  };
}

/** The printer that the options ask for; undefined where nothing of this data source is to be shown. */
function compileOutput(
  source: DataSource,
  { output, onNote }: StreamOptions,
  onCut: () => void,
): Table | undefined {
  const mode = modeFor(source.name, output.mode);
  switch (mode) {
    case 'json':
      return { header: '', row: compileJson(source) };
    case 'jsonpretty':
      return { header: '', row: compileJsonPretty(source) };
    case 'yaml':
      return { header: '', row: compileYaml(source) };
    case 'columns':
      return compileColumns(source, output, onNote, onCut);
    case 'none':
      return undefined;
    case undefined:
      onNote({ kind: 'unknownMode', message: unknownMode(output.mode, source.name) });
      return undefined;
  }
}

function compileColumns(
  source: DataSource,
  { fields, width }: OutputOptions,
  onNote: StreamOptions['onNote'],
  onCut: () => void,
): Table | undefined {
  const selection = selectColumns(source, fieldsFor(source.name, fields));
  if (selection.kind === 'columns') return compileTable(selection.fields, { width, onCut });
  const known = columnNames(source).join(', ');
  const message = `There is no field "${selection.name}", so nothing of "${source.name}" is shown. Its fields: ${known}.`;
  onNote({ kind: 'unknownField', message });
  return undefined;
}

function unknownMode(mode: string, dataSource: string): string {
  return `There is no output mode "${mode}", so nothing of "${dataSource}" is shown. Modes: ${OUTPUT_MODES.join(', ')}.`;
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
