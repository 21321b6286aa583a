/** `2026-11-22T14:11:31.040917926Z` → ns since the epoch; Date keeps only milliseconds. */
export function nanoseconds(rfc3339: string): bigint {
  const fraction = /\.(\d+)/.exec(rfc3339)?.[1] ?? '';
  const seconds = BigInt(Math.floor(Date.parse(rfc3339) / 1000));
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}
