import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Failure,
  isFailure,
  type NativeBinding,
  type NativeDrain,
  type NativeObject,
} from '../../../native/binding.ts';
import { LabError } from '../../model/error.ts';
import { buildDirectory } from '../../model/project.ts';
import type { Disposal } from './disposal.ts';
import { kernelRefused } from './kernel-error.ts';
import { namespaceKey } from './namespace-key.ts';

/** Numbers of `enum role` in bpf/witness.bpf.c. */
export const ROLE_NUMBERS = { elsewhere: 0, traced: 1, foreign: 2, host: 3 } as const;

const MEMORY_LIMIT = 256 << 20;

/** Our own program beside the learner's: sees every open of the machine. */
export interface Witness {
  /** From now on, opens in this mount namespace count as `role`. */
  watch(mntns: bigint, role: 'traced' | 'foreign' | 'host'): void;
  /** From now on it records; until then it costs nobody anything, however long the session waits. Once. */
  attach(): void;
  /** Forgets what was recorded so far. */
  begin(): void;
  /** Everything recorded since `begin`, packed, and how many records of this run were lost. */
  end(): { readonly witnessed: Uint8Array; readonly elsewhere: Uint8Array; readonly lost: number };
}

/**
 * Loads the witness; the learner's program must be attached after it, so that on a shared tracepoint the witness
 * runs first.
 * @throws LabError `kernel-refused`, `native-missing`
 */
export async function startWitness(native: NativeBinding, disposal: Disposal): Promise<Witness> {
  const object = native.openObject(await readWitness(), 'witness');
  if (isFailure(object)) throw kernelRefused(object);
  disposal.defer('witness', () => object.close());
  refuse(object.load());
  const records = drain(object, 'records');
  const elsewhere = drain(object, 'elsewhere');
  let lostBefore = 0;
  return {
    attach: () => refuse(object.attach()),
    watch: (mntns, role) => setRole(object, mntns, ROLE_NUMBERS[role]),
    begin() {
      for (const ring of [records, elsewhere]) takeAll(ring);
      lostBefore = lostRecords(object, records);
    },
    end: () => ({
      witnessed: takeAll(records),
      elsewhere: takeAll(elsewhere),
      lost: lostRecords(object, records) - lostBefore,
    }),
  };
}

function refuse(refused: Failure | undefined): void {
  if (refused) throw kernelRefused(refused);
}

async function readWitness(): Promise<Uint8Array> {
  const path = join(buildDirectory, 'bpf', 'witness.bpf.o');
  return readFile(path).catch((cause: unknown) => {
    throw new LabError({
      kind: 'machine',
      code: 'native-missing',
      message: 'The lab has not been built yet: its witness program is missing.',
      hint: 'npm run setup',
      cause,
    });
  });
}

function drain(object: NativeObject, map: string): NativeDrain {
  const started = object.drain(map, MEMORY_LIMIT);
  if (isFailure(started)) throw kernelRefused(started);
  return started;
}

function setRole(object: NativeObject, mntns: bigint, role: number): void {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(role);
  refuse(object.updateMap('scope', namespaceKey(mntns), value));
}

function takeAll(ring: NativeDrain): Uint8Array {
  ring.flush();
  return ring.take() ?? new Uint8Array();
}

function lostRecords(object: NativeObject, records: NativeDrain): number {
  const value = object.lookupMap('lost', Buffer.alloc(4));
  if (!value || isFailure(value)) throw new Error('the witness has no loss counter');
  return Number(Buffer.from(value).readBigUInt64LE()) + Number(records.statistics().dropped);
}
