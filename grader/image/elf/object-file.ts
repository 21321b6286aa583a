/** A section of a relocatable ELF object. */
export interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags: bigint;
  readonly offset: number;
  /** In the file; for NOBITS what it would have in memory. */
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entrySize: number;
  /** Empty for NOBITS. */
  readonly content: Buffer;
}

export interface ElfSymbol {
  readonly name: string;
  /** Type in the low four bits, binding in the high ones. */
  readonly info: number;
  readonly other: number;
  /** Index of its section, or a reserved number from 0xff00 on. */
  readonly section: number;
  readonly value: bigint;
  readonly size: bigint;
}

export interface ObjectFile {
  /** The first 64 bytes of the file. */
  readonly header: Buffer;
  readonly sections: readonly Section[];
  /** Index of the section that holds the sections' names. */
  readonly namesIndex: number;
}

/** Section types (the System V ABI, chapter 4). */
export const SHT = { SYMTAB: 2, STRTAB: 3, RELA: 4, NOBITS: 8, REL: 9, GROUP: 17, SYMTAB_SHNDX: 18 } as const;
/** The last types of a symbol: a section, the source file's name. */
export const STT = { OBJECT: 1, FUNC: 2, SECTION: 3, FILE: 4 } as const;

export const HEADER_BYTES = 64;
export const SECTION_HEADER_BYTES = 64;
export const SYMBOL_BYTES = 24;

const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

/** Reads a 64-bit little-endian ELF object. Undefined where it is none or is damaged. */
export function readObject(bytes: Uint8Array): ObjectFile | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < HEADER_BYTES || !file.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  try {
    return readSections(file);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readSections(file: Buffer): ObjectFile {
  const start = Number(file.readBigUInt64LE(40));
  const count = file.readUInt16LE(60);
  const namesIndex = file.readUInt16LE(62);
  const headers = Array.from({ length: count }, (_, index) => readHeader(file, start + index * 64));
  const names = headers[namesIndex]?.content ?? Buffer.alloc(0);
  return {
    header: file.subarray(0, HEADER_BYTES),
    sections: headers.map(({ nameAt, ...section }) => ({ name: textAt(names, nameAt), ...section })),
    namesIndex,
  };
}

function readHeader(file: Buffer, at: number): Omit<Section, 'name'> & { readonly nameAt: number } {
  const type = file.readUInt32LE(at + 4);
  const offset = Number(file.readBigUInt64LE(at + 24));
  const size = Number(file.readBigUInt64LE(at + 32));
  const stored = type === SHT.NOBITS ? 0 : size;
  if (offset + stored > file.length) throw new RangeError('a section ends behind the file');
  return {
    nameAt: file.readUInt32LE(at),
    type,
    flags: file.readBigUInt64LE(at + 8),
    offset,
    size,
    link: file.readUInt32LE(at + 40),
    info: file.readUInt32LE(at + 44),
    align: Number(file.readBigUInt64LE(at + 48)),
    entrySize: Number(file.readBigUInt64LE(at + 56)),
    content: file.subarray(offset, offset + stored),
  };
}

/** The symbols of a symbol table, in their order; none where its strings are missing. */
export function readSymbols({ sections }: ObjectFile, table: Section): readonly ElfSymbol[] {
  const names = sections[table.link]?.content ?? Buffer.alloc(0);
  const count = Math.floor(table.content.length / SYMBOL_BYTES);
  return Array.from({ length: count }, (_, index) => {
    const at = index * SYMBOL_BYTES;
    return {
      name: textAt(names, table.content.readUInt32LE(at)),
      info: table.content.readUInt8(at + 4),
      other: table.content.readUInt8(at + 5),
      section: table.content.readUInt16LE(at + 6),
      value: table.content.readBigUInt64LE(at + 8),
      size: table.content.readBigUInt64LE(at + 16),
    };
  });
}

/** The text up to the next NUL; byte for byte, as one character each. */
export function textAt(table: Buffer, at: number): string {
  const end = table.indexOf(0, at);
  return table.toString('latin1', at, end === -1 ? table.length : end);
}
