const SHT_PROGBITS = 1;
const SHF_EXECINSTR = 4n;

/**
 * The names of the sections that hold eBPF programs, `tracepoint/syscalls/sys_enter_openat`, in the object's order.
 * @param object a 64-bit little-endian ELF file, as clang makes it
 */
export function programSections(object: Uint8Array): readonly string[] {
  const bytes = Buffer.from(object.buffer, object.byteOffset, object.byteLength);
  const first = Number(bytes.readBigUInt64LE(0x28));
  const size = bytes.readUInt16LE(0x3a);
  const headers = Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, index) =>
    bytes.subarray(first + index * size, first + (index + 1) * size),
  );
  const names = headers[bytes.readUInt16LE(0x3e)];
  if (names === undefined) return [];
  const table = Number(names.readBigUInt64LE(0x18));
  return headers.filter(isProgram).flatMap((header) => {
    const start = table + header.readUInt32LE(0);
    const name = bytes.toString('latin1', start, bytes.indexOf(0, start));
    // Functions that are called by programs, and are none themselves.
    return name === '.text' ? [] : [name];
  });
}

function isProgram(header: Buffer): boolean {
  const isCode = (header.readBigUInt64LE(8) & SHF_EXECINSTR) !== 0n;
  return isCode && header.readUInt32LE(4) === SHT_PROGBITS && header.readBigUInt64LE(0x20) > 0n;
}
