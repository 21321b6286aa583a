import { describe, expect, it } from 'vitest';
import { HANDOVER_LIMIT, LinearMemory } from '../../../grader/gadget/wasm/guest-memory.ts';
import { webAssembly } from '../../../grader/gadget/wasm/web-assembly.ts';

const PAGE = 65_536;
const at = (address: number, length: number) => (BigInt(length) << 32n) | BigInt(address);

function memoryOf(pages: number) {
  const memory = new webAssembly.Memory({ initial: pages });
  const guest = new LinearMemory();
  guest.attach(memory);
  const put = (address: number, content: string) =>
    new Uint8Array(memory.buffer).set(Buffer.from(content), address);
  return { memory, guest, put };
}

describe('the memory of a module', () => {
  it('gives text and bytes where a buffer points', () => {
    const { guest, put } = memoryOf(1);
    put(100, 'grüße');
    expect(guest.text(at(100, 7))).toBe('grüße');
    expect(guest.bytes(at(100, 2))).toEqual(Uint8Array.of(0x67, 0x72));
  });

  it('gives bytes that stay as they are when the module goes on', () => {
    const { guest, put } = memoryOf(1);
    put(0, 'before');
    const taken = guest.bytes(at(0, 6));
    put(0, 'after!');
    expect(Buffer.from(taken).toString()).toBe('before');
  });

  it('knows the empty buffer', () => {
    const { guest } = memoryOf(1);
    expect(guest.text(0n)).toBe('');
    expect(guest.bytes(0n)).toHaveLength(0);
  });

  it('writes what there is room for, and else nothing', () => {
    const { memory, guest } = memoryOf(1);
    expect(guest.write(at(8, 3), Buffer.from('abc'))).toBe(true);
    expect(guest.write(at(16, 2), Buffer.from('abc'))).toBe(false);
    guest.writeU32(32, 0xfffe_fdfc);
    expect([...new Uint8Array(memory.buffer, 8, 3)]).toEqual([97, 98, 99]);
    expect([...new Uint8Array(memory.buffer, 16, 3)]).toEqual([0, 0, 0]);
    expect([...new Uint8Array(memory.buffer, 32, 4)]).toEqual([0xfc, 0xfd, 0xfe, 0xff]);
  });

  it('ends where it ends, to the byte', () => {
    const { guest } = memoryOf(1);
    expect(guest.bytes(at(PAGE - 4, 4))).toHaveLength(4);
    expect(guest.bytes(at(PAGE, 0))).toHaveLength(0);
    const outside = [at(PAGE - 4, 5), at(PAGE, 1), at(PAGE + 1, 0), at(0xffff_ffff, 0xffff_ffff), -1n];
    for (const buffer of outside) {
      expect(() => guest.bytes(buffer), String(buffer)).toThrow(
        expect.objectContaining({ reason: 'pointer' }),
      );
      expect(() => guest.write(buffer, Buffer.alloc(0))).toThrow(
        expect.objectContaining({ reason: 'pointer' }),
      );
    }
    expect(() => guest.writeU32(PAGE - 3, 0)).toThrow(expect.objectContaining({ reason: 'pointer' }));
    // Addresses of WASM arrive as signed numbers.
    expect(() => guest.writeU32(-4, 0)).toThrow(expect.objectContaining({ reason: 'pointer' }));
  });

  it('is still the right one after it has grown', () => {
    const { memory, guest } = memoryOf(1);
    guest.bytes(at(0, 1));
    (memory as unknown as { grow(pages: number): void }).grow(1);
    expect(guest.write(at(PAGE + 10, 2), Buffer.from('hi'))).toBe(true);
    expect(guest.text(at(PAGE + 10, 2))).toBe('hi');
  });

  it('is limited in what it hands over in one call', () => {
    const { guest } = memoryOf(HANDOVER_LIMIT / PAGE + 1);
    guest.bytes(at(0, HANDOVER_LIMIT));
    expect(() => guest.text(at(0, 1))).toThrow(expect.objectContaining({ reason: 'output' }));
    guest.resetCount();
    expect(guest.text(at(0, 1))).toBe('\0');
  });
});
