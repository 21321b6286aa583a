import {
  type ElfSymbol,
  type ObjectFile,
  readObject,
  readSymbols,
  type Section,
  SHT,
  STT,
  SYMBOL_BYTES,
} from './object-file.ts';
import { buildStringTable, type StringTable } from './string-table.ts';
import { writeObject } from './write-object.ts';

/** From here on a symbol's section is no index. */
const RESERVED_SECTIONS = 0xff00;

/** Old numbers to new ones; what is gone has none. */
type Numbering = ReadonlyMap<number, number>;

interface Stripped {
  readonly strings: StringTable;
  readonly symbols: readonly ElfSymbol[];
  readonly newSection: Numbering;
  readonly newSymbol: Numbering;
}

/**
 * Removes the DWARF sections, as `llvm-strip -g` does, byte for byte: the digest of an image is made of these bytes.
 * Done here, every clang's object comes out alike, and no LLVM tools are needed beside clang. BTF stays. An object of
 * a form that clang does not make for eBPF (section groups, relocations with addends) is left as it is.
 */
export function stripDebug(bytes: Uint8Array): Uint8Array {
  const file = readObject(bytes);
  const table = file?.sections.find(({ type }) => type === SHT.SYMTAB);
  if (file === undefined || table === undefined || !isPlain(file, table)) return bytes;
  const sections = file.sections.filter((section) => !isDebug(file, section));
  const newSection = numbering(file.sections, sections);
  const allSymbols = readSymbols(file, table);
  const symbols = allSymbols.filter((symbol) => keepsSymbol(symbol, newSection));
  const strings = buildStringTable([...sections, ...symbols].map(({ name }) => name));
  const stripped = { strings, symbols, newSection, newSymbol: numbering(allSymbols, symbols) };
  return writeObject({
    header: file.header,
    sections: sections.map((section) => renew(file, section, stripped)),
    strings,
    namesIndex: newSection.get(file.namesIndex) ?? 0,
  });
}

/** One symbol table whose strings are also the sections' names: clang's form. */
function isPlain({ sections, namesIndex }: ObjectFile, table: Section): boolean {
  const strange: readonly number[] = [SHT.RELA, SHT.GROUP, SHT.SYMTAB_SHNDX];
  return (
    table.link === namesIndex &&
    sections.filter(({ type }) => type === SHT.SYMTAB).length === 1 &&
    !sections.some(({ type }) => strange.includes(type))
  );
}

function isDebug({ sections }: ObjectFile, { name, type, info }: Section): boolean {
  const subject = type === SHT.REL ? (sections[info]?.name ?? '') : name;
  return subject.startsWith('.debug') || subject.startsWith('.zdebug') || subject === '.gdb_index';
}

function keepsSymbol({ info, section }: ElfSymbol, newSection: Numbering): boolean {
  return (info & 0xf) !== STT.FILE && (section >= RESERVED_SECTIONS || newSection.has(section));
}

function numbering<T>(all: readonly T[], kept: readonly T[]): Numbering {
  const position = new Map(kept.map((thing, index) => [thing, index]));
  const pairs = all.map((thing, index) => [index, position.get(thing)] as const);
  return new Map(pairs.filter((pair): pair is readonly [number, number] => pair[1] !== undefined));
}

/** A section with the numbers of what is left, and with new content where it holds such numbers. */
function renew(file: ObjectFile, section: Section, stripped: Stripped): Section {
  const link = stripped.newSection.get(section.link) ?? 0;
  if (section.type === SHT.SYMTAB) {
    const content = symbolTable(stripped);
    return { ...section, link, info: localSymbols(stripped.symbols), content, size: content.length };
  }
  if (section.type === SHT.REL) {
    const info = stripped.newSection.get(section.info) ?? 0;
    return { ...section, link, info, content: relocations(section.content, stripped.newSymbol) };
  }
  if (file.sections[file.namesIndex] === section) {
    const { content } = stripped.strings;
    return { ...section, content, size: content.length };
  }
  // llvm-strip cuts every other section's link to the symbol table, whose numbers it changed.
  return file.sections[section.link]?.type === SHT.SYMTAB ? { ...section, link: 0 } : { ...section, link };
}

function symbolTable({ symbols, strings, newSection }: Stripped): Buffer {
  const content = Buffer.alloc(symbols.length * SYMBOL_BYTES);
  symbols.forEach(({ name, info, other, section, value, size }, index) => {
    const at = index * SYMBOL_BYTES;
    content.writeUInt32LE(strings.offsetOf(name), at);
    content.writeUInt8(info, at + 4);
    content.writeUInt8(other, at + 5);
    content.writeUInt16LE(newSection.get(section) ?? section, at + 6);
    content.writeBigUInt64LE(value, at + 8);
    content.writeBigUInt64LE(size, at + 16);
  });
  return content;
}

/** Symbols of binding LOCAL come first; the table says how many they are. */
function localSymbols(symbols: readonly ElfSymbol[]): number {
  const first = symbols.findIndex(({ info }) => info >> 4 !== 0);
  return first === -1 ? symbols.length : first;
}

/** 16 bytes each: where, and in the upper half of the second word the symbol. */
function relocations(content: Buffer, newSymbol: Numbering): Buffer {
  const renewed = Buffer.from(content);
  for (let at = 12; at < renewed.length; at += 16)
    renewed.writeUInt32LE(newSymbol.get(renewed.readUInt32LE(at)) ?? 0, at);
  return renewed;
}
