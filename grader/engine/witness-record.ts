import type { WitnessRecord, WitnessRole } from '../model/capture.ts';

/** Offsets and numbers of `struct record` in bpf/witness.bpf.c. */
const OFFSETS = {
  timestamp: 0,
  mntns: 8,
  args: 16,
  pid: 48,
  tid: 52,
  uid: 56,
  gid: 60,
  parentPid: 64,
  role: 68,
  call: 70,
  pathLength: 72,
  comm: 80,
  parentComm: 96,
  path: 112,
} as const;
const COMM_BYTES = 16;
const ROLES: readonly WitnessRole[] = ['elsewhere', 'traced', 'foreign', 'host'];

/** One packed witness record → what the witness saw. */
export function decodeWitnessRecord(bytes: Uint8Array): WitnessRecord {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const syscall = at.readUInt16LE(OFFSETS.call) === 0 ? 'open' : 'openat';
  const pathLength = at.readInt32LE(OFFSETS.pathLength);
  const role = ROLES[at.readUInt16LE(OFFSETS.role)] ?? 'elsewhere';
  return {
    role,
    syscall,
    timestamp: at.readBigUInt64LE(OFFSETS.timestamp),
    pid: at.readUInt32LE(OFFSETS.pid),
    tid: at.readUInt32LE(OFFSETS.tid),
    uid: at.readUInt32LE(OFFSETS.uid),
    gid: at.readUInt32LE(OFFSETS.gid),
    mntns: at.readBigUInt64LE(OFFSETS.mntns),
    comm: cString(at, OFFSETS.comm),
    parentPid: at.readUInt32LE(OFFSETS.parentPid),
    parentComm: cString(at, OFFSETS.parentComm),
    args: Array.from({ length: syscall === 'open' ? 3 : 4 }, (_, n) =>
      at.readBigUInt64LE(OFFSETS.args + 8 * n),
    ),
    path: pathLength < 0 ? undefined : at.subarray(OFFSETS.path, OFFSETS.path + pathLength),
  };
}

function cString(bytes: Buffer, offset: number): string {
  const field = bytes.subarray(offset, offset + COMM_BYTES);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? COMM_BYTES : end);
}
