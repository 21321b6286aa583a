import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { NativeObject } from '../../native/binding.ts';
import { loadNative } from '../../native/index.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { accepted, compile, records, refused, u32, u64, withObject } from './support.ts';

/** What `flood.bpf.c` waits for; libc passes a mode on only when a file may be created. */
const RARE_MODE = 0o1357;
/** Node adds it to every open. */
const O_CLOEXEC = 0o2000000;

/** Makes the flood program write one burst. */
function burst(): void {
  closeSync(openSync('/dev/null', 'a', RARE_MODE));
}

const numberOf = (record: Uint8Array): bigint =>
  new DataView(record.buffer, record.byteOffset, record.byteLength).getBigUint64(0, true);

/** The flood program's own counts: records written, and records that found the ring full. */
function counts(object: NativeObject): { readonly written: bigint; readonly full: bigint } {
  const bytes = Buffer.from(accepted(object.lookupMap('.bss', u32(0))) ?? []);
  return { written: bytes.readBigUInt64LE(0), full: bytes.readBigUInt64LE(8) };
}

/** An event of `opens.bpf.c`. */
function readOpen(record: Uint8Array) {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const path = Buffer.from(record.subarray(72, 72 + 256));
  return {
    path: path.toString('utf8', 0, path.indexOf(0)),
    pid: view.getUint32(8 + 16, true),
    mntns: view.getBigUint64(8 + 24, true),
    flags: view.getInt32(328, true),
  };
}

async function withFlood(
  settings: Readonly<Record<string, number>>,
  use: (object: NativeObject) => void | Promise<void>,
): Promise<void> {
  await withObject(compile('flood'), async (object) => {
    for (const [name, value] of Object.entries(settings))
      expect(object.setConstant(name, u32(value))).toBeUndefined();
    expect(object.load()).toBeUndefined();
    expect(object.attach()).toBeUndefined();
    await use(object);
  });
}

describeWith(requireBpf(), 'draining a ring buffer', () => {
  beforeAll(() => {
    expect(loadNative().enterMountNamespace()).toBeUndefined();
  });

  test('delivers the opens of one mount namespace, and no others', () =>
    withObject(compile('opens'), (object) => {
      const mine = statSync('/proc/self/ns/mnt', { bigint: true }).ino;
      expect(object.setConstant('gadget_filter_by_mntns', new Uint8Array([1]))).toBeUndefined();
      expect(object.load()).toBeUndefined();
      expect(object.updateMap('gadget_mntns_filter_map', u64(mine), u32(1))).toBeUndefined();
      const drain = accepted(object.drain('events', 1 << 20));
      expect(object.attach()).toBeUndefined();
      closeSync(openSync('/dev/full', 'r'));
      // In a mount namespace of its own.
      spawnSync('unshare', ['--mount', 'head', '-c1', '/dev/zero']);
      closeSync(openSync('/dev/zero', 'a'));
      drain.flush();
      const events = records(drain.take()).map(readOpen);
      const named = events.filter(({ path }) => ['/dev/full', '/dev/zero'].includes(path));
      expect(named).toEqual([
        { path: '/dev/full', pid: process.pid, mntns: mine, flags: constants.O_RDONLY | O_CLOEXEC },
        {
          path: '/dev/zero',
          pid: process.pid,
          mntns: mine,
          flags: constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | O_CLOEXEC,
        },
      ]);
      for (const { mntns } of events) expect(mntns).toBe(mine);
    }));

  test('keeps every record, in order and whole, while they are taken', () =>
    withFlood({ burst: 500, shortest: 8, lengths: 400 }, async (object) => {
      const drain = accepted(object.drain('ring', 64 << 20));
      const all: Uint8Array[] = [];
      for (let round = 0; round < 300; round++) {
        burst();
        if (round % 7 === 0) all.push(...records(drain.take()));
      }
      drain.flush();
      all.push(...records(drain.take()));
      const { written } = counts(object);
      expect(BigInt(all.length)).toBe(written);
      expect(all.findIndex((record, index) => numberOf(record) !== BigInt(index))).toBe(-1);
      expect(all.findIndex((record, index) => record.length !== 8 + (index % 400))).toBe(-1);
      const bytes = all.reduce((sum, { length }) => sum + length, 0);
      expect(drain.statistics()).toMatchObject({ records: written, bytes: BigInt(bytes), dropped: 0n });
    }));

  test('writes length, bytes and zeros up to a multiple of eight', () =>
    withFlood({ shortest: 9 }, (object) => {
      const drain = accepted(object.drain('ring', 1 << 20));
      burst();
      drain.flush();
      expect(drain.take()).toEqual(new Uint8Array([9, 0, 0, 0, ...new Array(12).fill(0)]));
      expect(drain.take()).toBeUndefined();
    }));

  test('hands over small and large amounts alike', () =>
    withFlood({ burst: 1000, shortest: 504 }, (object) => {
      const drain = accepted(object.drain('ring', 8 << 20));
      for (const bursts of [1, 4, 1]) {
        for (let i = 0; i < bursts; i++) {
          burst();
          drain.flush();
        }
        const taken = drain.take();
        expect(taken?.byteLength).toBe(bursts * 1000 * 512);
      }
    }));

  test('past the limit drops records and counts them', () =>
    withFlood({ burst: 10, shortest: 12 }, (object) => {
      // Four bytes of length and twelve of record: sixteen, six times and a bit.
      const drain = accepted(object.drain('ring', 100));
      burst();
      drain.flush();
      expect(drain.statistics()).toMatchObject({ records: 6n, bytes: 72n, dropped: 4n });
      expect(records(drain.take()).map(numberOf)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
      burst();
      drain.flush();
      expect(records(drain.take()).map(numberOf)).toEqual([10n, 11n, 12n, 13n, 14n, 15n]);
      expect(drain.statistics()).toMatchObject({ records: 12n, dropped: 8n });
    }));

  test('tells the size of the ring and how full it was', () =>
    withFlood({ burst: 100, shortest: 56 }, (object) => {
      burst();
      const drain = accepted(object.drain('ring', 1 << 20));
      drain.flush();
      // The kernel puts eight bytes before every record.
      expect(drain.statistics()).toMatchObject({ ringSize: 1 << 20, peak: 100 * 64, records: 100n });
    }));

  test('finds a full ring full', () =>
    withFlood({ burst: 3000, shortest: 504 }, (object) => {
      burst();
      const drain = accepted(object.drain('ring', 8 << 20));
      drain.flush();
      const { written, full } = counts(object);
      expect(full).toBe(3000n - written);
      expect(full).toBeGreaterThan(0n);
      const { peak, ringSize, records: kept } = drain.statistics();
      expect(kept).toBe(written);
      expect(peak).toBeGreaterThanOrEqual(ringSize - 512);
    }));

  test('calls back when records wait, fewer times than there are records', () =>
    withFlood({ burst: 50 }, async (object) => {
      let calls = 0;
      const numbers: bigint[] = [];
      await new Promise<void>((resolve) => {
        const drain = accepted(
          object.drain('ring', 1 << 20, () => {
            calls++;
            numbers.push(...records(drain.take()).map(numberOf));
            if (numbers.length === 5000) resolve();
          }),
        );
        for (let i = 0; i < 100; i++) burst();
      });
      expect(numbers).toEqual(Array.from({ length: 5000 }, (_, index) => BigInt(index)));
      expect(calls).toBeLessThan(5000);
    }));

  test('stopped, keeps what it has and lets the ring go', () =>
    withFlood({ burst: 3 }, (object) => {
      const first = accepted(object.drain('ring', 1 << 20));
      expect(refused(object.drain('ring', 1 << 20))).toMatchObject({ operation: 'drain', symbol: 'EBUSY' });
      burst();
      first.flush();
      first.stop();
      first.stop();
      burst();
      expect(() => first.flush()).toThrow(/^closed$/);
      const second = accepted(object.drain('ring', 1 << 20));
      second.flush();
      expect(records(first.take()).map(numberOf)).toEqual([0n, 1n, 2n]);
      expect(records(second.take()).map(numberOf)).toEqual([3n, 4n, 5n]);
      expect(first.statistics()).toMatchObject({ records: 3n });
    }));

  test('ends with its object, and can still be read', () =>
    withFlood({ burst: 3 }, (object) => {
      const drain = accepted(object.drain('ring', 1 << 20, () => {}));
      burst();
      drain.flush();
      object.close();
      expect(records(drain.take())).toHaveLength(3);
      expect(drain.statistics()).toMatchObject({ records: 3n });
      drain.stop();
    }));

  test('is refused for other maps, unknown ones, and before load', () =>
    withObject(compile('maps'), (object) => {
      expect(refused(object.drain('ring', 1))).toMatchObject({ operation: 'drain' });
      expect(object.load()).toBeUndefined();
      expect(refused(object.drain('filter', 1))).toMatchObject({ symbol: 'EINVAL' });
      expect(refused(object.drain('absent', 1))).toMatchObject({ symbol: 'ENOENT' });
    }));
});
