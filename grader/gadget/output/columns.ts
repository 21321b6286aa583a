import type { Kind } from '../decode/kind.ts';
import { decodeText } from '../decode/text.ts';
import { type ColumnStyle, DEFAULT_PRECISION, widthLimit } from '../source/column.ts';
import type { Field } from '../source/field.ts';
import { fieldReader, type Packet } from '../source/packet.ts';
import { fitCell } from './fit-cell.ts';
import { scaleWidths } from './widths.ts';

/** A table of events. Lines end with a newline. */
export interface Table {
  readonly header: string;
  readonly row: (packet: Packet) => string;
}

export interface TableOptions {
  /** Terminal cells; undefined where the output is no terminal: columns then have their declared widths. */
  readonly width: number | undefined;
  /** Called for each cell that did not fit its column. */
  readonly onCut: (field: Field) => void;
}

/** Compiles the table of these fields. */
export function compileTable(fields: readonly Field[], { width, onCut }: TableOptions): Table {
  const widths = columnWidths(fields, width);
  const titles = fields.map(({ fullName, style }, index) => {
    const title = (style.alias ?? fullName).toUpperCase();
    return fitCell(title, widths[index] ?? 0, 'end', style.alignment).text;
  });
  const cells = fields.map((field, index) => cellPrinter(field, widths[index] ?? 0, onCut));
  return {
    header: `${titles.join(' ')}\n`,
    row: (packet) => `${cells.map((cell) => cell(packet)).join(' ')}\n`,
  };
}

function columnWidths(fields: readonly Field[], screen: number | undefined): readonly number[] {
  if (screen === undefined) return fields.map(({ style }) => style.width);
  const weights = fields.map(({ style, kind }) => ({ ...style, maxWidth: widthLimit(style, kind) }));
  return scaleWidths(weights, screen);
}

function cellPrinter(field: Field, width: number, onCut: (field: Field) => void): (packet: Packet) => string {
  const text = cellText(field);
  const { ellipsis, alignment } = field.style;
  return (packet) => {
    const fitted = fitCell(text(packet), width, ellipsis, alignment);
    if (fitted.cut) onCut(field);
    return fitted.text;
  };
}

/** Structs, arrays and bytes have no room in a cell; it says how large they are. */
function cellText({ replacement, ...own }: Field): (packet: Packet) => string {
  const field = replacement ?? own;
  const { kind, storage } = field;
  if (storage.at === 'struct' && (kind === 'bytes' || kind.endsWith('[]')))
    return () => `<${storage.size} bytes>`;
  const read = fieldReader(field);
  const number = numberText(own.style);
  return (packet) => {
    const value = read(packet);
    if (value instanceof Uint8Array) return kind === 'bytes' ? `<${value.length} bytes>` : decodeText(value);
    return typeof value === 'number' || typeof value === 'bigint' ? number(value, kind) : String(value);
  };
}

function numberText({ hex, precision = DEFAULT_PRECISION }: ColumnStyle) {
  return (value: number | bigint, kind: Kind): string => {
    if (typeof value === 'number' && kind.startsWith('float')) return value.toFixed(precision);
    return hex ? `0x${value.toString(16).toUpperCase()}` : String(value);
  };
}
