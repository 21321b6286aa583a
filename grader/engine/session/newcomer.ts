import type { FirstProcess } from '../container/runtime.ts';

/** Offsets of `struct newcomer` in bpf/newcomers.bpf.c. */
const OFFSETS = { mntns: 0, pid: 8, gone: 12, cgroup: 16 } as const;

/** A namespace's first process has come, or it has ended and the namespace with it. */
export interface Newcomer extends FirstProcess {
  readonly gone: boolean;
}

/** One record of the newcomers' ring. */
export function readNewcomer(record: Uint8Array): Newcomer {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const end = bytes.indexOf(0, OFFSETS.cgroup);
  return {
    mntns: bytes.readBigUInt64LE(OFFSETS.mntns),
    pid: bytes.readUInt32LE(OFFSETS.pid),
    gone: bytes.readUInt32LE(OFFSETS.gone) === 1,
    cgroup: bytes.toString('utf8', OFFSETS.cgroup, end < 0 ? bytes.length : end),
  };
}
