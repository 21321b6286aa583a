import { ACCESS_MODES, openFlagNames } from '../../model/open-flags.ts';
import type { Formatter } from './formatter.ts';

/** The flags of open(2) by name: `O_WRONLY|O_CREAT|O_TRUNC` for 577. Access mode 3 has no name. */
export function openFlags(flags: number): string {
  const mode = ACCESS_MODES[flags & 3];
  const set = openFlagNames(flags);
  return (mode === undefined ? set : [mode, ...set]).join('|');
}

/** The letters of Go's `fs.FileMode`, whose type bits start at bit 31 and are not those of stat(2). */
const GO_TYPES = 'dalTLDpSugct?';
const PERMISSIONS = 'rwxrwxrwx';

/** A mode as Go prints one: `-rw-r--r--` for 0100644. */
export function fileMode(mode: number): string {
  const types = [...GO_TYPES].filter((_, index) => ((mode >>> (31 - index)) & 1) === 1).join('');
  const permissions = [...PERMISSIONS].map((letter, index) =>
    ((mode >> (8 - index)) & 1) === 1 ? letter : '-',
  );
  return (types || '-') + permissions.join('');
}

export const fileFlagsFormatter: Formatter = {
  type: 'gadget_file_flags',
  kind: 'uint32',
  format: () => (value) => openFlags(Number(value)),
};

export const fileModeFormatter: Formatter = {
  type: 'gadget_file_mode',
  kind: 'uint32',
  format: () => (value) => fileMode(Number(value)),
};
