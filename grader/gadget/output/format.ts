import type { DataSource } from '../source/field.ts';
import type { Packet } from '../source/packet.ts';
import { compileTable, type Table } from './columns.ts';
import { compileJson, compileJsonPretty } from './json.ts';
import { modeFor, OUTPUT_MODES } from './mode.ts';
import type { Note } from './note.ts';
import { columnNames, fieldsFor, selectColumns } from './select.ts';
import { compileYaml } from './yaml.ts';

export interface OutputOptions {
  /** As `-o` has it: `json`, or `ds:json,ds2:none`. */
  readonly mode: string;
  /** As `--fields` has it; undefined where it was not given. Columns only. */
  readonly fields: string | undefined;
  /** Terminal cells; undefined where the output is no terminal. */
  readonly width: number | undefined;
}

export interface FormatOptions extends OutputOptions {
  /** Called for each cell that did not fit its column. */
  readonly onCut: () => void;
  readonly onNote: (note: Note) => void;
}

/** How a data source's packets become text. */
export interface Format {
  /** What goes before the first event; empty where nothing does. */
  readonly header: string;
  /** One event's text with its newline. */
  readonly row: (packet: Packet) => string;
  /** The text of elements that came at once. */
  readonly rows: (elements: readonly Packet[]) => string;
}

/** The format that the options ask for; undefined where nothing of this data source is to be shown. */
export function compileFormat(source: DataSource, options: FormatOptions): Format | undefined {
  switch (modeFor(source.name, options.mode)) {
    case 'json':
      return jsonFormat(compileJson(source), (elements) => `[${elements.join(',')}]\n`);
    case 'jsonpretty':
      return jsonFormat(compileJsonPretty(source), prettyArray);
    case 'yaml':
      return plainFormat('', compileYaml(source));
    case 'columns': {
      const table = compileColumns(source, options);
      return table && plainFormat(table.header, table.row);
    }
    case 'none':
      return undefined;
    case undefined:
      options.onNote({ kind: 'unknownMode', message: unknownMode(options.mode, source.name) });
      return undefined;
  }
}

/** Elements are printed as events are, after a header of their own: it tells one array from the next. */
function plainFormat(header: string, row: Format['row']): Format {
  return { header, row, rows: (elements) => header + elements.map(row).join('') };
}

function jsonFormat(row: Format['row'], join: (elements: readonly string[]) => string): Format {
  return { header: '', row, rows: (elements) => join(elements.map((element) => row(element).trimEnd())) };
}

/** Indented by one level more; there are no newlines within values. */
function prettyArray(elements: readonly string[]): string {
  if (elements.length === 0) return '[]\n';
  return `[\n${elements.join(',\n').replace(/^/gm, '  ')}\n]\n`;
}

function compileColumns(source: DataSource, options: FormatOptions): Table | undefined {
  const { fields, width, onCut, onNote } = options;
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
