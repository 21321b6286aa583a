import type { Verdict } from '../model/verdict.ts';

/**
 * The verdict as one JSON document, indented by two spaces, with a newline at its end. A BigInt becomes a number
 * where that is exact, else a string of digits; bytes become hexadecimal.
 */
export function formatJson(verdict: Verdict): string {
  return `${JSON.stringify(verdict, plain, 2)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
