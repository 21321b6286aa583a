import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mountNamespaceOf } from '../../grader/engine/container/namespace.ts';
import { openerPath } from '../../grader/engine/opener.ts';
import { Disposal } from '../../grader/engine/session/disposal.ts';
import { script } from '../../grader/engine/session/script.ts';
import { startWitness, type Witness } from '../../grader/engine/session/witness.ts';
import { unpackRecords } from '../../grader/engine/unpack.ts';
import { decodeWitnessRecord } from '../../grader/engine/witness-record.ts';
import type { WitnessRecord } from '../../grader/model/capture.ts';
import type { Call } from '../../grader/model/scenario.ts';
import { loadNative } from '../../native/index.ts';
import { describeWith, requireBpf } from '../support/requires.ts';

const disposal = new Disposal();
let witness: Witness;
let mntns: bigint;

/** What the witness sees of this test while `work` is done. */
function watch(work: () => void): readonly WitnessRecord[] {
  witness.begin();
  work();
  const { witnessed, lost } = witness.end();
  expect(lost).toBe(0);
  return unpackRecords(witnessed)
    .map(decodeWitnessRecord)
    .sort((a, b) => Number(a.timestamp - b.timestamp));
}

/** The opener makes calls with exactly these arguments. */
function play(calls: readonly Call[]): void {
  const input = script([{ kind: 'process', comm: 'a task of 15 ch', calls }], false);
  execFileSync(openerPath(), ['play'], { input });
}

const text = ({ path }: WitnessRecord): string | undefined => path && Buffer.from(path).toString('latin1');

describeWith(requireBpf(), 'the witness', () => {
  beforeAll(async () => {
    const native = loadNative();
    expect(native.enterMountNamespace()).toBeUndefined();
    mntns = await mountNamespaceOf('self');
    witness = await startWitness(native, disposal);
    witness.attach();
    witness.watch(mntns, 'traced');
  });

  afterAll(async () => {
    expect(await disposal.dispose()).toEqual([]);
  });

  it('sees who opens what, how and when', () => {
    const before = process.hrtime.bigint();
    const [record] = watch(() => closeSync(openSync('/dev/null', 'r+'))).filter(
      (seen) => text(seen) === '/dev/null',
    );
    expect(record).toMatchObject({
      role: 'traced',
      syscall: 'openat',
      pid: process.pid,
      tid: process.pid,
      uid: 0,
      gid: 0,
      mntns,
      comm: readFileSync('/proc/self/comm', 'utf8').trimEnd(),
      parentPid: process.ppid,
      parentComm: readFileSync(`/proc/${process.ppid}/comm`, 'utf8').trimEnd(),
    });
    // AT_FDCWD as the register holds it, O_RDWR | O_CLOEXEC, and the mode that Node passes for nothing.
    expect(BigInt.asIntN(32, record?.args[0] ?? 0n)).toBe(-100n);
    expect(record?.args[2]).toBe(0o2000002n);
    expect(record?.args).toHaveLength(4);
    // This machine has not slept since the test began, if both clocks went on alike.
    expect(record?.timestamp).toBeGreaterThanOrEqual(before);
  });

  it('sees both system calls with their own arguments, but no openat2', () => {
    const call = (syscall: Call['syscall']): Call => ({
      syscall,
      path: { kind: 'bytes', hex: Buffer.from(`/nonexistent/${syscall}`).toString('hex') },
      flags: 577,
      mode: 0o640,
    });
    const seen = watch(() => play([call('open'), call('openat2'), call('openat')]));
    const own = seen.filter((record) => text(record)?.startsWith('/nonexistent/'));
    expect(own.map(({ syscall, comm }) => [syscall, comm])).toEqual([
      ['open', 'a task of 15 ch'],
      ['openat', 'a task of 15 ch'],
    ]);
    expect(own[0]?.args.slice(1)).toEqual([577n, 0o640n]);
    expect(own[1]?.args.slice(2)).toEqual([577n, 0o640n]);
  });

  it.each([
    ['an empty path', '', ''],
    ['bytes that are no text', '78ff79', 'x\xffy'],
    ['a long path', '61'.repeat(4000), 'a'.repeat(4000)],
  ])('keeps %s as it is', (_what, hex, expected) => {
    const seen = watch(() => play([{ syscall: 'openat', path: { kind: 'bytes', hex }, flags: 7, mode: 0 }]));
    expect(seen.filter(({ args }) => args[2] === 7n).map(text)).toEqual([expected]);
  });

  it('says when a path cannot be read', () => {
    const seen = watch(() => play([{ syscall: 'open', path: { kind: 'unreadable' }, flags: 7, mode: 0 }]));
    const own = seen.filter(({ syscall, args }) => syscall === 'open' && args[1] === 7n);
    expect(own.map(({ path }) => path)).toEqual([undefined]);
  });

  it('loses nothing of a hundred thousand opens', () => {
    const many = Array.from({ length: 20_000 }, () => ({
      syscall: 'open' as const,
      path: { kind: 'bytes', hex: '78' } as const,
      flags: 7,
      mode: 0,
    }));
    const seen = watch(() => {
      for (let round = 0; round < 5; round += 1) play(many);
    });
    expect(seen.filter(({ syscall, args }) => syscall === 'open' && args[1] === 7n)).toHaveLength(100_000);
  });
});
