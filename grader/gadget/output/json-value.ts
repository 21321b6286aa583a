import type { Kind } from '../decode/kind.ts';
import type { Field } from '../source/field.ts';
import { fieldReader, type Packet, type PacketValue } from '../source/packet.ts';
import { jsonBytes, jsonString } from './json-text.ts';

/** Prints one field of a packet. */
export type Print = (packet: Packet) => string;

/** How an array's elements are laid out. */
export interface ArrayLayout {
  readonly open: string;
  readonly separator: string;
  readonly close: string;
}

const COMPACT: ArrayLayout = { open: '[', separator: ',', close: ']' };

/** Compiles the JSON printer of a field's value. 64-bit integers are printed bare, in full. */
export function jsonPrinter(field: Field, layout: ArrayLayout = COMPACT): Print {
  const read = fieldReader(field);
  const text = TEXTS.includes(field.kind) ? jsonBytes : hexString;
  if (field.kind === 'float32') return (packet) => jsonNumber(shortestFloat32(Number(read(packet))));
  return (packet) => jsonValue(read(packet), text, layout);
}

/** Text of modules is bytes still. */
const TEXTS: readonly Kind[] = ['string', 'cstring', 'cstring[]'];

function jsonValue(value: PacketValue, text: (bytes: Uint8Array) => string, layout: ArrayLayout): string {
  switch (typeof value) {
    case 'number':
      return jsonNumber(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'string':
      return jsonString(value);
    default:
      if (value instanceof Uint8Array) return text(value);
      return (
        layout.open + value.map((item) => jsonValue(item, text, layout)).join(layout.separator) + layout.close
      );
  }
}

/** JSON has no infinities and no NaN; upstream prints nothing there, which is not JSON. */
function jsonNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

function hexString(bytes: Uint8Array): string {
  return `"${Buffer.from(bytes).toString('hex')}"`;
}

/** The shortest decimal that is the same 32-bit float: 0.1, not 0.10000000149011612. */
function shortestFloat32(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}
