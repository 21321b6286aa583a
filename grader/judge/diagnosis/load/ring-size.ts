import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import { codeOf } from '../structure/code.ts';
import { numberOf } from './constants.ts';
import { mapsOf } from './maps.ts';
import { refused } from './scene.ts';
import { quote } from './wording.ts';

/** libbpf rounds a ring's size up to a power of two of whole pages; what it cannot round is refused. */
export const ringSize = rule({
  id: 'ring-size',
  meaning: 'The size of a ring buffer is none that the kernel can make.',
  example: {
    code: 'GADGET_TRACER_MAP(events, 0);',
    message:
      'The ring buffer `events` has no room at all: its size is 0. It has to be a power of two and a multiple of the page size (4096), as `1024 * 256` is.',
  },
  needs: ['refusal', 'program'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find({ stage, libbpfLog }: Refusal, program: CSource): readonly Finding[] {
  const name = /map '([^']+)': failed to create/.exec(libbpfLog)?.[1];
  if (stage !== 'load' || name === undefined) return [];
  const code = codeOf(program);
  const call = mapsOf(code).find((map) => map.name === name)?.tracerMap;
  const size = call?.arguments[1];
  if (call === undefined || size === undefined) return [];
  const what = whatIsWrong(name, numberOf(code, size.text));
  const need = 'It has to be a power of two and a multiple of the page size (4096), as `1024 * 256` is.';
  return refused(`${what} ${need}`, size);
}

function whatIsWrong(name: string, size: bigint | undefined): string {
  if (size === undefined) return `The kernel cannot make the ring buffer ${quote(name)} of this size.`;
  if (size === 0n) return `The ring buffer ${quote(name)} has no room at all: its size is 0.`;
  if (size >= 1n << 32n || size < 0n)
    return `The ring buffer ${quote(name)} is to have ${size} bytes, and the number of bytes has to fit into 32 bits.`;
  return `The kernel cannot make the ring buffer ${quote(name)} of ${size} bytes.`;
}
