import { HEADER_BYTES, SECTION_HEADER_BYTES, type Section } from './object-file.ts';
import type { StringTable } from './string-table.ts';

export interface NewObject {
  /** The original's; what changes in it is set here. */
  readonly header: Buffer;
  /** In the order of their numbers; their offsets are the original's. */
  readonly sections: readonly Section[];
  readonly strings: StringTable;
  readonly namesIndex: number;
}

/** Lays an object out as llvm-objcopy does: the sections in the order in which the original had them, then their headers. */
export function writeObject(object: NewObject): Uint8Array {
  const { places, end } = place(object.sections);
  const headersAt = align(end, 8);
  const file = Buffer.alloc(headersAt + object.sections.length * SECTION_HEADER_BYTES);
  object.header.copy(file);
  file.writeBigUInt64LE(BigInt(headersAt), 40);
  file.writeUInt16LE(object.sections.length, 60);
  file.writeUInt16LE(object.namesIndex, 62);
  object.sections.forEach((section, index) => {
    const at = places.get(section) ?? 0;
    section.content.copy(file, at);
    const header = file.subarray(headersAt + index * SECTION_HEADER_BYTES);
    writeHeader(header, section, object.strings.offsetOf(section.name), at);
  });
  return new Uint8Array(file);
}

function place(sections: readonly Section[]): { places: ReadonlyMap<Section, number>; end: number } {
  const places = new Map<Section, number>();
  let end = HEADER_BYTES;
  // The first section is the empty one, which stays at 0.
  for (const section of sections.slice(1).toSorted((a, b) => a.offset - b.offset)) {
    const at = align(end, Math.max(section.align, 1));
    places.set(section, at);
    end = at + section.content.length;
  }
  return { places, end };
}

function writeHeader(header: Buffer, section: Section, name: number, at: number): void {
  header.writeUInt32LE(name, 0);
  header.writeUInt32LE(section.type, 4);
  header.writeBigUInt64LE(section.flags, 8);
  // Where it would be in memory: an object is not linked yet.
  header.writeBigUInt64LE(0n, 16);
  header.writeBigUInt64LE(BigInt(at), 24);
  header.writeBigUInt64LE(BigInt(section.size), 32);
  header.writeUInt32LE(section.link, 40);
  header.writeUInt32LE(section.info, 44);
  header.writeBigUInt64LE(BigInt(section.align), 48);
  header.writeBigUInt64LE(BigInt(section.entrySize), 56);
}

function align(at: number, to: number): number {
  return Math.ceil(at / to) * to;
}
