import type { TracerFacts } from '../model/capture.ts';
import { u32, u64 } from './decode/bytes.ts';
import { findByTypedef } from './decode/find-field.ts';

/**
 * A cheap reader of an event's mount namespace (inode number): the first member of type `gadget_mntns_id`.
 * Undefined where the struct has none; its events then cannot be told apart by container.
 */
export function mntnsOf(tracer: TracerFacts): ((bytes: Uint8Array) => bigint) | undefined {
  const field = findByTypedef(tracer.struct, 'gadget_mntns_id');
  if (!field) return undefined;
  const { offset, size } = field;
  return size === 8 ? (bytes) => u64(bytes, offset) : (bytes) => BigInt(u32(bytes, offset));
}
