import { putU64 } from '../decode/bytes.ts';
import { isScalar, type Kind, type ScalarKind, scalarSize } from '../decode/kind.ts';
import { readerOfKind } from '../decode/reader.ts';
import { decodeText } from '../decode/text.ts';
import type { SlotValue } from '../source/field.ts';

/** What an operator put into a slot, as the bytes that a module sees: UTF-8, or a little-endian number. */
export function slotBytes(kind: Kind, value: SlotValue): Uint8Array {
  return isScalar(kind) ? scalarBytes(kind, value) : new TextEncoder().encode(String(value));
}

/** The way back; text that is not valid UTF-8 gets U+FFFD in place of what is not. */
export function slotValue(kind: Kind, bytes: Uint8Array): SlotValue {
  if (!isScalar(kind)) return decodeText(bytes);
  const value = readerOfKind(kind, { offset: 0, size: bytes.length })(bytes);
  return typeof value === 'object' ? 0 : value;
}

function scalarBytes(kind: ScalarKind, value: SlotValue): Uint8Array {
  const eight = new Uint8Array(8);
  if (kind === 'float64') new DataView(eight.buffer).setFloat64(0, Number(value), true);
  else if (kind === 'float32') new DataView(eight.buffer).setFloat32(0, Number(value), true);
  else putU64(eight, 0, BigInt(value));
  return eight.subarray(0, scalarSize(kind));
}
