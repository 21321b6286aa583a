import { ModuleFailure } from './host.ts';

/** Reads a module's bytes in order. Whatever is cut short or too large is a {@link ModuleFailure} `unusable`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  byte(): number {
    const byte = this.done ? undefined : this.#bytes[this.position];
    if (byte === undefined) throw damaged();
    this.position += 1;
    return byte;
  }

  /** An unsigned number of at most 32 bits, seven of them a byte, lowest first (LEB128). */
  u32(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw damaged();
  }

  /** The next `length` bytes, as a reader of their own. */
  part(length: number): ByteReader {
    const start = this.position;
    if (length > this.end - start) throw damaged();
    this.position = start + length;
    return new ByteReader(this.#bytes, start, this.position);
  }

  /** A vector: its length, then each item. */
  list<T>(item: () => T): T[] {
    const items: T[] = [];
    for (let left = this.u32(); left > 0; left -= 1) items.push(item());
    return items;
  }

  text(): string {
    const { position, end } = this.part(this.u32());
    return Buffer.from(this.#bytes.subarray(position, end)).toString('utf8');
  }
}

/** The number as {@link ByteReader.u32} reads it. */
export function encodeU32(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  return [...bytes, left];
}

export function damaged(): ModuleFailure {
  return new ModuleFailure('unusable', 'The file is damaged: it is not a complete WASM module.');
}
