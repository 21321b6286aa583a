/**
 * Little-endian reads that give 0 for bytes past the end, so that a sample shorter than its struct reads as if it
 * were filled up with zeros. (All machines that the lab supports are little-endian.)
 */
export function u8(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

export function u16(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) | (u8(bytes, at + 1) << 8);
}

export function u32(bytes: Uint8Array, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

export function u64(bytes: Uint8Array, at: number): bigint {
  return (BigInt(u32(bytes, at + 4)) << 32n) | BigInt(u32(bytes, at));
}

/** The bytes from `at` to the first NUL, at most `size`; shares memory with `bytes`. */
export function cString(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const limit = Math.min(at + size, bytes.length);
  let end = at;
  while (end < limit && bytes[end] !== 0) end++;
  return bytes.subarray(at, end);
}

/** A copy of `size` bytes, filled up with zeros where the sample ends early. */
export function rawBytes(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const copy = new Uint8Array(size);
  copy.set(bytes.subarray(at, at + size));
  return copy;
}

/** Overwrites eight bytes; bytes past the end are dropped. */
export function putU64(bytes: Uint8Array, at: number, value: bigint): void {
  let low = Number(value & 0xffffffffn);
  let high = Number((value >> 32n) & 0xffffffffn);
  for (let index = 0; index < 4; index++) {
    bytes[at + index] = low & 0xff;
    bytes[at + index + 4] = high & 0xff;
    low >>>= 8;
    high >>>= 8;
  }
}
