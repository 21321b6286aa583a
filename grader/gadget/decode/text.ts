import { isUtf8 } from 'node:buffer';

/** A stretch of valid UTF-8 as text, or undefined for one byte that is not part of any. */
export type TextRun = string | undefined;

/** The bytes as text; every byte that is not valid UTF-8 becomes one U+FFFD (not one for several, as TextDecoder does). */
export function decodeText(bytes: Uint8Array): string {
  return asciiText(bytes) ?? textRuns(bytes).map(orReplacement).join('');
}

/** The bytes as text if they are all printable ASCII; undefined otherwise. Nearly all names are: the fast way. */
export function asciiText(bytes: Uint8Array): string | undefined {
  for (const byte of bytes) if (byte < 0x20 || byte > 0x7e) return undefined;
  return bytes.length > LOOP_LIMIT ? view(bytes).toString('latin1') : shortAscii(bytes);
}

/** Up to here building a string byte by byte is faster than a call into Node; V8 keeps such strings flat, too. */
const LOOP_LIMIT = 12;

function shortAscii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Splits bytes into valid text and single invalid bytes. */
export function textRuns(bytes: Uint8Array): readonly TextRun[] {
  if (isUtf8(bytes)) return [toText(bytes)];
  const runs: TextRun[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > start) runs.push(toText(bytes.subarray(start, at)));
    runs.push(undefined);
    at += 1;
    start = at;
  }
  if (start < bytes.length) runs.push(toText(bytes.subarray(start)));
  return runs;
}

function orReplacement(run: TextRun): string {
  return run ?? '\ufffd';
}

function toText(bytes: Uint8Array): string {
  return view(bytes).toString('utf8');
}

/** The same memory as a Buffer, which knows more encodings. */
function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Length of the UTF-8 sequence that starts at `at`; 0 where none does (RFC 3629: no overlong forms, no surrogates). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  return length > 0 && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}
