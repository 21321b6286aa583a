import type { WitnessRecord } from '../model/capture.ts';

/** Longest sentence, in characters. */
const SENTENCE = 400;
/** Longest text of bytes that a message shows before it is cut in the middle. */
const SHOWN = 72;

/**
 * Bytes as a quoted text that is safe on a terminal: valid UTF-8 stays, control characters and all other bytes
 * become escapes as in C.
 */
export function showBytes(bytes: Uint8Array): string {
  const escaped = decodeChunks(bytes).map(escapeChunk);
  return `"${shorten(escaped)}"`;
}

/** `1 event`, `2 events`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** The call as the scenario made it, the way strace writes one. */
export function describeCall(record: WitnessRecord): string {
  const shift = record.syscall === 'open' ? 0 : 1;
  const path = record.path === undefined ? 'unreadable pointer' : showBytes(record.path);
  const flags = Number(BigInt.asIntN(32, record.args[1 + shift] ?? 0n));
  const mode = Number(BigInt.asUintN(32, record.args[2 + shift] ?? 0n)).toString(8);
  const thread = record.tid === record.pid ? '' : `, tid ${record.tid}`;
  const task = `${showName(record.comm)} (pid ${record.pid}${thread})`;
  return `${record.syscall}(${path}, flags ${flags}, mode 0${mode}) by ${task}`;
}

/** A name that a program chose for itself, without its control characters. */
export function showName(name: string): string {
  return showBytes(Buffer.from(name)).slice(1, -1).replaceAll('\\"', '"');
}

/** As {@link showName}, whole up to some lines: a sentence that is cut in its middle says nothing. */
export function showSentence(text: string): string {
  const short = text.length <= SENTENCE ? text : `${text.slice(0, SENTENCE)}…`;
  return decodeChunks(Buffer.from(short)).map(escapeChunk).join('').replaceAll('\\"', '"');
}

/** The list in words: `a, b and 3 more`. */
export function listShort(items: readonly string[], shown = 3): string {
  if (items.length <= shown) return items.join(', ');
  return `${items.slice(0, shown).join(', ')} and ${items.length - shown} more`;
}

function decodeChunks(bytes: Uint8Array): (string | number)[] {
  const chunks: (string | number)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) chunks.push(bytes[at] ?? 0);
    else chunks.push(utf8.decode(bytes.subarray(at, at + length)));
    at += Math.max(length, 1);
  }
  return chunks;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of the valid UTF-8 character at `at`; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

/** Whether the bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const NAMED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

function escapeChunk(chunk: string | number): string {
  if (typeof chunk === 'number') return `\\x${chunk.toString(16).padStart(2, '0')}`;
  if (NAMED[chunk] !== undefined) return NAMED[chunk];
  // Cc, Cf, Zl and Zp: what moves the cursor, reorders or breaks lines, or cannot be seen.
  if (!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(chunk)) return chunk;
  const code = chunk.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function shorten(pieces: readonly string[]): string {
  if (pieces.length <= SHOWN) return pieces.join('');
  const half = SHOWN / 2 - 1;
  return `${pieces.slice(0, half).join('')}…${pieces.slice(-half).join('')}`;
}
