import { ByteReader, damaged } from './byte-reader.ts';
import { ModuleFailure } from './host.ts';

/** The numbers of the sections that are looked into (WebAssembly 2.0, "5.5.2 Sections"). */
export const SECTION = { types: 1, imports: 2, functions: 3, memory: 5, exports: 7 } as const;

/** One part of a module. */
export interface Section {
  readonly id: number;
  /** Where it begins, its number and length included. */
  readonly start: number;
  readonly body: ByteReader;
}

/** `\0asm`, version 1. */
const MAGIC = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** The module's sections in their order. @throws ModuleFailure `unusable` */
export function sectionsOf(bytes: Uint8Array): readonly Section[] {
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw new ModuleFailure('unusable', 'The file is not a WASM module of version 1.');
  }
  const reader = new ByteReader(bytes, MAGIC.length);
  const sections: Section[] = [];
  while (!reader.done) {
    const start = reader.position;
    const id = reader.byte();
    const body = reader.part(reader.u32());
    // Custom ones (0) mean nothing here, and there may be millions.
    if (id !== 0) sections.push({ id, start, body });
  }
  return sections;
}

/** The body of the only section of that number; undefined where there is none. @throws ModuleFailure `unusable` */
export function sectionBody(sections: readonly Section[], id: number): ByteReader | undefined {
  const [first, second] = sections.filter((section) => section.id === id);
  if (second !== undefined) throw damaged();
  return first?.body;
}
