/** Offsets and numbers of the ELF specification; EM_BPF is from linux/elf-em.h. */
const ELF = {
  magic: '7f454c46',
  headerBytes: 64,
  class64: 2,
  littleEndian: 1,
  machineAt: 18,
  bpf: 247,
} as const;
const WASM_V1 = '0061736d01000000';

/** What speaks against bytes being a compiled eBPF program; undefined where nothing does. */
export function programProblem(bytes: Uint8Array): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < ELF.headerBytes || file.toString('hex', 0, 4) !== ELF.magic)
    return 'is not an ELF object';
  if (file[4] !== ELF.class64 || file[5] !== ELF.littleEndian)
    return 'is an ELF object, but not a little-endian one of 64 bits';
  const machine = file.readUInt16LE(ELF.machineAt);
  return machine === ELF.bpf ? undefined : `is an ELF object of machine ${machine}, not of eBPF (${ELF.bpf})`;
}

/** What speaks against bytes being a WASM module. */
export function moduleProblem(bytes: Uint8Array): string | undefined {
  return Buffer.from(bytes.subarray(0, 8)).toString('hex') === WASM_V1
    ? undefined
    : 'is not a WASM module of version 1';
}

/** The text of gadget.yaml; undefined where it is not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
