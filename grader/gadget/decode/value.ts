/**
 * A field's value as it lies in the sample.
 * - integers up to 32 bits and enums: number; 64-bit ones and pointers: bigint
 * - `char` arrays: the bytes before the first NUL (no text yet: a path need not be UTF-8)
 * - arrays of the above: array
 * - structs, unions, arrays of arrays and what has no kind of its own: the raw bytes, whole
 *
 * Byte values may share the sample's memory.
 */
export type FieldValue = number | bigint | boolean | Uint8Array | readonly FieldValue[];

/** A decoded struct: nested structs are nested records. */
export interface DecodedStruct {
  readonly [member: string]: FieldValue | DecodedStruct;
}
