import type { FieldReader } from '../gadget/decode/find-field.ts';
import type { WitnessRecord } from '../model/capture.ts';
import type { FieldRef, WitnessField } from '../model/check-spec.ts';
import { integerIn } from './events.ts';
import { showBytes } from './text.ts';
import { isCharArray } from './types.ts';

/** A value that an event's field is compared by: text as its bytes, numbers without sign. */
export type Value =
  | { readonly kind: 'text'; readonly bytes: Uint8Array }
  | { readonly kind: 'number'; readonly value: bigint };

/** What the witness knows under this name. An unreadable path is empty: that is what a failed read leaves. */
export function witnessValue(record: WitnessRecord, field: WitnessField): Value {
  switch (field) {
    case 'path':
      return text(record.path ?? new Uint8Array());
    case 'comm':
      return text(Buffer.from(record.comm));
    case 'parentComm':
      return text(Buffer.from(record.parentComm));
    case 'flags':
      return number32(argument(record, 1));
    case 'mode':
      return number32(argument(record, 2));
    case 'mntns':
      return { kind: 'number', value: record.mntns };
    default:
      return number32(BigInt(record[field]));
  }
}

/** The nth argument of open, which is the one after it of openat: that has a directory in front. */
function argument({ syscall, args }: WitnessRecord, index: number): bigint {
  return args[syscall === 'open' ? index : index + 1] ?? 0n;
}

/** What an event's field holds; undefined where its type is neither text nor a number. */
export function eventValue(field: FieldReader, bytes: Uint8Array): Value | undefined {
  const { type } = field;
  if (isCharArray(type)) {
    const value = field.read(bytes);
    return value instanceof Uint8Array ? text(value) : undefined;
  }
  if (type.kind !== 'int' && type.kind !== 'enum') return undefined;
  const value = integerIn(field, bytes);
  return value === undefined ? undefined : { kind: 'number', value };
}

/** What of the witnessed value a field of this type can hold: text is cut so that a NUL still fits. */
export function fitting(expected: Value, field: FieldReader): Value {
  if (expected.kind === 'number' || field.type.kind !== 'array') return expected;
  return text(expected.bytes.subarray(0, Math.max(field.type.count - 1, 0)));
}

export function sameValue(a: Value, b: Value): boolean {
  if (a.kind === 'text') return b.kind === 'text' && Buffer.compare(a.bytes, b.bytes) === 0;
  return b.kind === 'number' && a.value === b.value;
}

export function showValue(value: Value): string {
  return value.kind === 'text' ? showBytes(value.bytes) : value.value.toString();
}

/** The name of a field as its check spells it. */
export function fieldName(field: FieldRef): string {
  return typeof field === 'string' ? field : `${field.inside}.${field.name}`;
}

function text(bytes: Uint8Array): Value {
  return { kind: 'text', bytes };
}

function number32(value: bigint): Value {
  return { kind: 'number', value: BigInt.asUintN(32, value) };
}
