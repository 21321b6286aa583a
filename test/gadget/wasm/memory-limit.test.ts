import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader, encodeU32 } from '../../../grader/gadget/wasm/byte-reader.ts';
import { ModuleFailure } from '../../../grader/gadget/wasm/host.ts';
import { limitMemory, MEMORY_PAGES } from '../../../grader/gadget/wasm/memory-limit.ts';
import { webAssembly } from '../../../grader/gadget/wasm/web-assembly.ts';
import { assemble, gadgetModule, op } from './assemble.ts';
import { buildTestModule } from './support.ts';

/** Grows its memory by pages and gives what there was, or -1. */
const growing = (limits: readonly number[]) =>
  assemble({
    memories: [limits],
    functions: [{ name: 'grow', type: 'i32 -> i32', body: [0x20, 0x00, ...op.grow] }],
  });

async function grow(limits: readonly number[], pages: number): Promise<number> {
  const module = await webAssembly.compile(limitMemory(growing(limits)));
  const { exports } = await webAssembly.instantiate(module, {});
  return (exports.grow as (by: number) => number)(pages);
}

const failureOf = (bytes: Uint8Array) => {
  try {
    limitMemory(bytes);
  } catch (error) {
    return error instanceof ModuleFailure ? error.reason : error;
  }
  return undefined;
};

describe('the memory limit of a module', () => {
  it('is 256 pages where the module declares none', async () => {
    expect(await grow([0, 1], MEMORY_PAGES - 1)).toBe(1);
    expect(await grow([0, 1], MEMORY_PAGES)).toBe(-1);
  });

  it('is 256 pages where the module declares more', async () => {
    expect(await grow([1, 1, ...encodeU32(65_536)], MEMORY_PAGES - 1)).toBe(1);
    expect(await grow([1, 1, ...encodeU32(65_536)], MEMORY_PAGES)).toBe(-1);
  });

  it("stays the module's own where that is less", async () => {
    expect(await grow([1, 1, 2], 1)).toBe(1);
    expect(await grow([1, 1, 2], 2)).toBe(-1);
  });

  it('admits a module that starts with all of it, and none that starts with more', async () => {
    expect(await grow([0, ...encodeU32(MEMORY_PAGES)], 0)).toBe(MEMORY_PAGES);
    expect(failureOf(growing([0, ...encodeU32(MEMORY_PAGES + 1)]))).toBe('memory');
  });

  it('is not for memories of other kinds, or in other numbers', () => {
    expect(failureOf(assemble({}))).toBe('unusable');
    expect(
      failureOf(
        assemble({
          memories: [
            [0, 1],
            [0, 1],
          ],
        }),
      ),
    ).toBe('unusable');
    expect(failureOf(assemble({ memories: [[3, 1, 2]] }))).toBe('unusable');
    expect(failureOf(assemble({ memories: [[4, 1]] }))).toBe('unusable');
  });

  it('changes nothing else of the module that Go makes', async () => {
    const bytes = await buildTestModule('minimal');
    const limited = limitMemory(bytes);
    const module = await webAssembly.compile(limited);
    expect(String(module)).toBe('[object WebAssembly.Module]');
    expect(Buffer.compare(limitMemory(limited), limited)).toBe(0);
    // Behind the memory's section come the code and everything else, as they were.
    expect(Buffer.compare(limited.subarray(-2_000_000), bytes.subarray(-2_000_000))).toBe(0);
  });

  it('refuses whatever is cut short', () => {
    const whole = gadgetModule({ functions: [{ type: '->', body: [] }] });
    const memoryEnds = Buffer.from(whole).indexOf(Buffer.from([5, 3, 1, 0, 1])) + 5;
    for (let length = 0; length < memoryEnds; length += 1) {
      expect(failureOf(whole.subarray(0, length)), `${length} bytes`).toBe('unusable');
    }
  });

  it('gives a module or a reason for any bytes', () => {
    const whole = gadgetModule();
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    const damaged = changes.map((list) => {
      const bytes = whole.slice();
      for (const [index, value] of list) bytes[index] = value;
      return bytes;
    });
    const noise = fc
      .uint8Array({ maxLength: 64 })
      .map((rest) => Uint8Array.from([...whole.subarray(0, 8), ...rest]));
    fc.assert(
      fc.property(fc.oneof(damaged, noise), (bytes) => {
        expect([undefined, 'unusable', 'memory']).toContain(failureOf(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('numbers in a module', () => {
  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        const reader = new ByteReader(Uint8Array.from(encodeU32(value)));
        expect(reader.u32()).toBe(value);
        expect(reader.done).toBe(true);
      }),
    );
  });

  it('may be longer than they need to be, but not than 32 bits', () => {
    const read = (...bytes: number[]) => new ByteReader(Uint8Array.from(bytes)).u32();
    expect(read(0x81, 0x80, 0x80, 0x80, 0x00)).toBe(1);
    expect(() => read(0xff, 0xff, 0xff, 0xff, 0x1f)).toThrow(ModuleFailure);
    expect(() => read(0x80, 0x80, 0x80, 0x80, 0x80, 0x00)).toThrow(ModuleFailure);
    expect(() => read(0x80)).toThrow(ModuleFailure);
  });
});
