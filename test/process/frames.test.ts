import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readFrames, writeFrame } from '../../grader/process/frames.ts';

const MESSAGES = [
  { type: 'stage', stage: 'ü日' },
  { bytes: new Uint8Array([0, 255, 7]), big: 2n ** 63n, none: undefined },
  [],
];

function written(...messages: readonly unknown[]): Buffer {
  const stream = new PassThrough();
  for (const message of messages) writeFrame(stream, message);
  return stream.read() as Buffer;
}

async function readAll(...chunks: readonly Buffer[]): Promise<unknown[]> {
  const messages: unknown[] = [];
  for await (const message of readFrames(Readable.from(chunks))) messages.push(message);
  return messages;
}

describe('messages', () => {
  it('arrive as they were sent, in order', async () => {
    expect(await readAll(written(...MESSAGES))).toEqual(MESSAGES);
  });

  it('arrive wherever the pipe cuts them in two', async () => {
    const bytes = written(...MESSAGES);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(await readAll(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(MESSAGES);
    }
  });

  it('arrive byte by byte', async () => {
    const bytes = written(...MESSAGES);
    const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    expect(await readAll(...single)).toEqual(MESSAGES);
  });

  it('arrive when they are large', async () => {
    const large = new Uint8Array(3 << 20).fill(42);
    const bytes = written(large);
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    );
    const [read, ...more] = await readAll(...chunks);
    expect(Buffer.compare(read as Uint8Array, large)).toBe(0);
    expect(more).toEqual([]);
  });

  it('that are cut off at the end are dropped', async () => {
    const bytes = written('whole', 'half');
    expect(await readAll(bytes.subarray(0, -1))).toEqual(['whole']);
  });

  it('of an absurd length are refused, as somebody else wrote into the pipe', async () => {
    await expect(readAll(Buffer.from('lots of words'))).rejects.toThrow(/frame of \d+ bytes/);
  });
});
