import { type GuestMemory, ModuleFailure } from './host.ts';
import type { Memory } from './web-assembly.ts';

/** Bytes that a module may hand over in one call. The longest event of the course has less than 5 KiB. */
export const HANDOVER_LIMIT = 1024 ** 2;

/**
 * A u64 buffer is taken apart in place, which is several times faster than with bigint arithmetic. Address first: both
 * architectures that the lab knows are little-endian.
 */
const whole = new BigUint64Array(1);
const halves = new Uint32Array(whole.buffer);

/**
 * The memory of an instance. It is there once the instance is, which is later than the functions that use it; what a
 * module hands over is counted, because each copy lives outside of the module's own limit.
 */
export class LinearMemory implements GuestMemory {
  #memory: Memory | undefined;
  /** Both over the same buffer, made anew when the memory has grown: the old buffer has length 0 then. */
  #bytes = new Uint8Array(0);
  #buffer = Buffer.alloc(0);
  #handedOver = 0;

  attach(memory: Memory): void {
    this.#memory = memory;
  }

  /** A new call into the module begins. */
  resetCount(): void {
    this.#handedOver = 0;
  }

  bytes(buffer: bigint): Uint8Array {
    const [address, end] = this.#taken(buffer);
    return this.#bytes.slice(address, end);
  }

  text(buffer: bigint): string {
    if (buffer === 0n) return '';
    const [address, end] = this.#taken(buffer);
    return this.#buffer.toString('utf8', address, end);
  }

  write(buffer: bigint, content: Uint8Array): boolean {
    const [address, end] = this.#place(buffer);
    if (content.length > end - address) return false;
    this.#bytes.set(content, address);
    return true;
  }

  writeU32(address: number, value: number): void {
    const start = address >>> 0;
    this.#check(start, start + 4);
    this.#buffer.writeUInt32LE(value >>> 0, start);
  }

  #taken(buffer: bigint): readonly [number, number] {
    const place = this.#place(buffer);
    this.#handedOver += place[1] - place[0];
    if (this.#handedOver > HANDOVER_LIMIT) {
      throw new ModuleFailure(
        'output',
        `The module handed over more than ${HANDOVER_LIMIT} bytes in one call.`,
      );
    }
    return place;
  }

  /** Where a buffer starts and ends. */
  #place(buffer: bigint): readonly [number, number] {
    whole[0] = buffer;
    const address = halves[0] ?? 0;
    const end = address + (halves[1] ?? 0);
    this.#check(address, end);
    return [address, end];
  }

  #check(start: number, end: number): void {
    if (this.#bytes.length === 0) this.#refresh();
    if (end > this.#bytes.length) {
      const size = this.#bytes.length;
      throw new ModuleFailure(
        'pointer',
        `The module passed a buffer at ${start} with ${end - start} bytes; its memory ends at ${size}.`,
      );
    }
  }

  #refresh(): void {
    const memory = this.#memory?.buffer ?? new ArrayBuffer(0);
    this.#bytes = new Uint8Array(memory);
    this.#buffer = Buffer.from(memory);
  }
}
