import { BARE_STYLE } from '../source/column.ts';
import type { Formatter } from './formatter.ts';
import { ERRNO_NAMES, SIGNAL_NAMES } from './number-names.ts';
import { syscallNames } from './syscall-names.ts';

/** `ENOENT` for 2, nothing for 0, `error#N` for numbers without a name. */
export const errnoFormatter: Formatter = {
  type: 'gadget_errno',
  kind: 'uint32',
  style: { ...BARE_STYLE, width: 12 },
  format: () => (value) => (value === 0 ? '' : (ERRNO_NAMES.get(Number(value)) ?? `error#${value}`)),
};

/** `SIGKILL` for 9, `signal#N` for numbers without a name. */
export const signalFormatter: Formatter = {
  type: 'gadget_signal',
  kind: 'uint32',
  style: BARE_STYLE,
  format: () => (value) => SIGNAL_NAMES.get(Number(value)) ?? `signal#${value}`,
};

/** `SYS_OPENAT`; `SYS_UNKNOWN` for numbers without a name. */
export const syscallFormatter: Formatter = {
  type: 'gadget_syscall',
  kind: 'uint64',
  format: () => {
    const names = syscallNames();
    return (value) => `SYS_${(names.get(Number(value)) ?? 'unknown').toUpperCase()}`;
  },
};
