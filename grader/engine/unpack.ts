/**
 * Splits what a drain handed out: records one after another, each a u32 length (little endian), the bytes, and
 * padding to a multiple of 8 (native/binding.ts). The parts share the input's memory.
 */
export function unpackRecords(packed: Uint8Array): Uint8Array[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at + 4 <= packed.length; ) {
    const length = view.getUint32(at, true);
    records.push(packed.subarray(at + 4, at + 4 + length));
    at += (4 + length + 7) & ~7;
  }
  return records;
}
