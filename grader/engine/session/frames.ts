import type { Readable, Writable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;
/** Far above any capture; a longer frame means that somebody else wrote into the pipe. */
const MAX_FRAME = 1 << 30;

/** Writes one message: a u32 length (big endian), then the value in V8's structured-clone format. */
export function writeFrame(stream: Writable, message: unknown): void {
  const body = serialize(message);
  const head = Buffer.alloc(LENGTH_BYTES);
  head.writeUInt32BE(body.length);
  stream.write(head);
  stream.write(body);
}

/** Reads messages until the stream ends; a frame that is cut off at the end is dropped. */
export async function* readFrames(stream: Readable): AsyncGenerator<unknown> {
  const pending: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    pending.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    let buffer: Buffer | undefined;
    while (size >= LENGTH_BYTES) {
      buffer ??= Buffer.concat(pending);
      const end = LENGTH_BYTES + frameLength(buffer);
      if (size < end) break;
      yield deserialize(buffer.subarray(LENGTH_BYTES, end));
      buffer = buffer.subarray(end);
      size = buffer.length;
    }
    if (buffer) pending.splice(0, pending.length, buffer);
  }
}

function frameLength(buffer: Buffer): number {
  const length = buffer.readUInt32BE(0);
  if (length > MAX_FRAME) throw new Error(`frame of ${length} bytes`);
  return length;
}
