import type { Hypothesis } from '../hypothesis.ts';
import { because, testChange } from '../own.ts';
import { fieldOf, meaningOf } from '../wording.ts';

/** Read from the other end. */
export const byteSwapped: Hypothesis = {
  id: 'value-byte-swapped',
  meaning: 'The bytes of a value were put into the opposite order.',
  example: {
    code: 'event->flags = bpf_htonl(flags);',
    message:
      '`flags` always holds the bytes of the flags in the opposite order: `bpf_htonl(flags)` swaps them. That is for network packets; write down the value as it is.',
  },
  test: (scope) =>
    [2, 4, 8].flatMap((size) =>
      testChange(scope, {
        key: `${size} bytes`,
        cost: 2,
        change: (value) => swap(value, size),
        shows: ({ text }) => /swap|hton|ntoh|cpu_to_be|be\d+_to_cpu/i.test(text),
        say: (often, sighting) =>
          `${fieldOf(scope)} ${often} holds the bytes of ${meaningOf(scope)} in the opposite order${because(sighting, 'swaps them')}. That is for network packets; write down the value as it is.`,
      }),
    ),
};

function swap(value: bigint, size: number): bigint {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(size * 8, value));
  return bytes.subarray(0, size).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
