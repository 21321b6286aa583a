import type { WitnessRecord } from '../model/capture.ts';
import type { PathClass, WitnessFilter } from '../model/check-spec.ts';
import { isUtf8 } from './text.ts';

/** A pointer's size: a program that copies `sizeof(pointer)` bytes gets paths below this right. */
const POINTER_SIZE = 8;
const SLASH = 0x2f;

const CLASSES: { readonly [Class in PathClass]: (path: Uint8Array | undefined) => boolean } = {
  short: (path) => path !== undefined && path.length > 0 && path.length < POINTER_SIZE,
  long: (path) => path !== undefined && path.length >= POINTER_SIZE,
  empty: (path) => path?.length === 0,
  'non-utf8': (path) => path !== undefined && !isUtf8(path),
  unreadable: (path) => path === undefined,
  relative: (path) => path !== undefined && path.length > 0 && path[0] !== SLASH,
  absolute: (path) => path?.[0] === SLASH,
};

export function isPathOf(pathClass: PathClass, record: WitnessRecord): boolean {
  return CLASSES[pathClass](record.path);
}

/** Whether the filter selects the record: it is of the system call, and of one of the path classes. */
export function selects(where: WitnessFilter, record: WitnessRecord): boolean {
  if (where.syscall !== undefined && where.syscall !== record.syscall) return false;
  return where.paths === undefined || where.paths.some((pathClass) => isPathOf(pathClass, record));
}
