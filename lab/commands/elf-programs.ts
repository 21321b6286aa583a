import { readObject } from '../../grader/image/elf/object-file.ts';

const SHT_PROGBITS = 1;
const SHF_EXECINSTR = 4n;

/**
 * The names of the sections that hold eBPF programs, `tracepoint/syscalls/sys_enter_openat`, in the object's order.
 * @param object a 64-bit little-endian ELF file, as clang makes it
 */
export function programSections(object: Uint8Array): readonly string[] {
  const sections = readObject(object)?.sections ?? [];
  const programs = sections.filter(
    ({ type, flags, size }) => type === SHT_PROGBITS && (flags & SHF_EXECINSTR) !== 0n && size > 0,
  );
  // Functions that are called by programs, and are none themselves, are in .text.
  return programs.map(({ name }) => name).filter((name) => name !== '.text');
}
