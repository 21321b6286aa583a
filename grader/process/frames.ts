import type { Readable, Writable } from 'node:stream';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;
/** Far above any capture; a longer frame means that somebody else wrote into the pipe. */
const MAX_FRAME = 1 << 30;

/** Writes one message: a u32 length (big endian), then the value in V8's structured-clone format. */
export function writeFrame(stream: Writable, message: unknown): void {
  const body = serialize(message);
  stream.write(frameHead(body));
  stream.write(body);
}

/** One message as {@link writeFrame} writes it, in one piece. */
export function encodeFrame(message: unknown): Buffer {
  const body = serialize(message);
  return Buffer.concat([frameHead(body), body]);
}

function frameHead(body: Buffer): Buffer {
  const head = Buffer.alloc(LENGTH_BYTES);
  head.writeUInt32BE(body.length);
  return head;
}

/** Reads messages until the stream ends; a frame that is cut off at the end is dropped. */
export async function* readFrames(stream: Readable): AsyncGenerator<unknown> {
  for await (const body of readFrameBodies(stream)) yield deserialize(body);
}

/** As {@link readFrames}, each message still in V8's format: for those who only hand it on. */
export async function* readFrameBodies(stream: Readable): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let size = 0;
  let needed = LENGTH_BYTES;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    // Joined only when something is complete: a frame of many chunks is copied once.
    while (size >= needed) {
      const buffer = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const end = LENGTH_BYTES + frameLength(buffer);
      const complete = size >= end;
      if (complete) yield buffer.subarray(LENGTH_BYTES, end);
      chunks = [complete ? buffer.subarray(end) : buffer];
      size = chunks[0]?.length ?? 0;
      needed = complete ? LENGTH_BYTES : end;
    }
  }
}

function frameLength(buffer: Buffer): number {
  const length = buffer.readUInt32BE(0);
  if (length > MAX_FRAME) throw new Error(`frame of ${length} bytes`);
  return length;
}
