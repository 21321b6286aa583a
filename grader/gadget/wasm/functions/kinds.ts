import type { Kind } from '../../decode/kind.ts';

/** Upstream's `Kind` numbers (pkg/gadget-service/api/api.proto). Number 0 says nothing of what it holds: bytes. */
export const KINDS: readonly Kind[] = [
  'bytes',
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'string',
  'cstring',
  'bytes',
];
