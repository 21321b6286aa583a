import { asciiText, textRuns } from '../decode/text.ts';

/** Quotes and escapes text: `\" \\ \n \r \t`, other control characters and U+2028/2029 as `\uXXXX`, nothing else. */
export function jsonString(text: string): string {
  if (!SUSPECT.test(text)) return `"${text}"`;
  let quoted = '"';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const escaped = escapeOf(text.charCodeAt(at));
    if (escaped === undefined) continue;
    quoted += text.slice(start, at) + escaped;
    start = at + 1;
  }
  return `${quoted}${text.slice(start)}"`;
}

/** Quotes and escapes bytes that should be UTF-8; each byte that is not becomes `\ufffd`. */
export function jsonBytes(bytes: Uint8Array): string {
  const ascii = asciiText(bytes);
  if (ascii !== undefined) return jsonString(ascii);
  const inner = textRuns(bytes).map((run) => (run === undefined ? '\\ufffd' : jsonString(run).slice(1, -1)));
  return `"${inner.join('')}"`;
}

/** Whatever may need an escape, and a little more: most text has none of it. */
const SUSPECT = /["\\\p{Cc}\u2028\u2029]/u;

const SHORT: ReadonlyMap<number, string> = new Map([
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
]);

function escapeOf(code: number): string | undefined {
  if (code >= 0x20 && code !== 0x22 && code !== 0x5c && code !== 0x2028 && code !== 0x2029) return undefined;
  return SHORT.get(code) ?? `\\u${code.toString(16).padStart(4, '0')}`;
}
