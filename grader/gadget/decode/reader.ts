import type { TypeLayout } from '../../model/layout.ts';
import { cString, rawBytes, u8, u16, u32, u64 } from './bytes.ts';
import { elementKind, isScalar, type Kind, kindOf, type ScalarKind, scalarSize } from './kind.ts';
import type { FieldValue } from './value.ts';

/** Reads one value out of a sample; `base` is where the struct starts in it. */
export type Read<Value = FieldValue> = (bytes: Uint8Array, base?: number) => Value;

/** Where a value lies: bytes from the start of the struct, and how many. */
export interface Place {
  readonly offset: number;
  readonly size: number;
}

/** A reader for a value of this type at `offset`, whatever the type: what has no kind is read as raw bytes. */
export function readerOf(type: TypeLayout, offset: number): Read {
  if (type.kind === 'pointer') return readerOfKind('uint64', { offset, size: type.size });
  const elementSize = type.kind === 'array' ? type.element.size : 0;
  return readerOfKind(kindOf(type) ?? 'bytes', { offset, size: type.size }, elementSize);
}

/** A reader for a kind; `elementSize` is needed for arrays of C strings only. */
export function readerOfKind(kind: Kind, place: Place, elementSize = 0): Read {
  const { offset, size } = place;
  if (kind === 'cstring') return (bytes, base = 0) => cString(bytes, base + offset, size);
  if (isScalar(kind)) return scalarReader(kind, offset);
  const element = elementKind(kind);
  if (element !== undefined) return arrayReader(element, place, elementSize);
  return (bytes, base = 0) => rawBytes(bytes, base + offset, size);
}

function arrayReader(element: ScalarKind | 'cstring', { offset, size }: Place, elementSize: number): Read {
  const step = element === 'cstring' ? elementSize : scalarSize(element);
  const readers = Array.from({ length: Math.floor(size / step) }, (_, index) =>
    readerOfKind(element, { offset: offset + index * step, size: step }),
  );
  return (bytes, base = 0) => readers.map((read) => read(bytes, base));
}

function scalarReader(kind: ScalarKind, offset: number): Read<number | bigint | boolean> {
  switch (kind) {
    case 'bool':
      return (bytes, base = 0) => u8(bytes, base + offset) !== 0;
    case 'uint8':
      return (bytes, base = 0) => u8(bytes, base + offset);
    case 'int8':
      return (bytes, base = 0) => (u8(bytes, base + offset) << 24) >> 24;
    case 'uint16':
      return (bytes, base = 0) => u16(bytes, base + offset);
    case 'int16':
      return (bytes, base = 0) => (u16(bytes, base + offset) << 16) >> 16;
    case 'uint32':
      return (bytes, base = 0) => u32(bytes, base + offset);
    case 'int32':
      return (bytes, base = 0) => u32(bytes, base + offset) | 0;
    case 'uint64':
      return (bytes, base = 0) => u64(bytes, base + offset);
    case 'int64':
      return (bytes, base = 0) => BigInt.asIntN(64, u64(bytes, base + offset));
    case 'float32':
      return (bytes, base = 0) => new DataView(rawBytes(bytes, base + offset, 4).buffer).getFloat32(0, true);
    case 'float64':
      return (bytes, base = 0) => new DataView(rawBytes(bytes, base + offset, 8).buffer).getFloat64(0, true);
  }
}
