import { BARE_STYLE } from '../source/column.ts';
import type { Formatter } from './formatter.ts';

const UNITS: readonly string[] = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** A size in powers of 1000, with a decimal below ten: `82854982` is `83 MB`, `1500` is `1.5 kB`. */
export function byteSize(bytes: bigint): string {
  let power = 0;
  for (let rest = bytes; rest >= 1000n; rest /= 1000n) power++;
  if (power === 0) return `${bytes} B`;
  const value = Math.floor((Number(bytes) / 1000 ** power) * 10 + 0.5) / 10;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${UNITS[power] ?? ''}`;
}

/** A time span: `950ns`, `1.23µs`, `1.23ms`, and from a second on as Go prints one, `1m2.5s`. */
export function timeSpan(ns: bigint): string {
  if (ns < 1_000n) return `${ns}ns`;
  if (ns < 1_000_000n) return `${(Number(ns) / 1e3).toFixed(2)}µs`;
  if (ns < 1_000_000_000n) return `${(Number(ns) / 1e6).toFixed(2)}ms`;
  return longSpan(ns);
}

function longSpan(ns: bigint): string {
  const total = ns / 1_000_000_000n;
  const fraction = String(ns % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const seconds = `${total % 60n}${fraction && `.${fraction}`}s`;
  if (total < 60n) return seconds;
  const minutes = `${(total / 60n) % 60n}m${seconds}`;
  return total < 3600n ? minutes : `${total / 3600n}h${minutes}`;
}

export const bytesFormatter: Formatter = {
  type: 'gadget_bytes',
  kind: 'uint64',
  style: { ...BARE_STYLE, width: 10, alignment: 'right' },
  format: () => (value) => byteSize(BigInt(value)),
};

/** Read as a signed number, as Go's durations are. */
export const durationFormatter: Formatter = {
  type: 'gadget_duration',
  kind: 'uint64',
  style: { ...BARE_STYLE, width: 20, alignment: 'right' },
  format: () => (value) => timeSpan(BigInt.asIntN(64, BigInt(value))),
};
