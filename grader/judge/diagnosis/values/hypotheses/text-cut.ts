import { count } from '../../../text.ts';
import { expectedText, sameBytes, textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { plainCopyOf } from '../plain-copy.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf } from '../sighting.ts';
import { type Sized, sizedCopies, sizeOf } from '../sizes.ts';
import { code, fieldOf, forCalls } from '../wording.ts';

/** What it is worth, in bits, that a size in the program is the very length. */
const SIZE = 16;

/** Right up to some byte, and there it ends. */
export const textCut: Hypothesis = {
  id: 'text-cut',
  meaning: 'A text was cut after fewer bytes than the member has room for.',
  example: {
    code: 'bpf_probe_read_user_str(&event->filename, sizeof(filename), filename);',
    message:
      '`filename` is cut after 7 bytes: `bpf_probe_read_user_str` is told `sizeof(filename)`, the size of a pointer, which is 8 however long the text is. Give it the size of the member in the event.',
  },
  test: (scope) => [...testCut(scope), ...testPlain(scope)],
};

function testCut(scope: Scope): readonly Candidate[] {
  if (scope.suspect.field.type.kind !== 'array') return [];
  const length = Math.max(0, ...scope.wrong.map((one) => textIn(one).length));
  if (!scope.observations.every((one) => sameBytes(textIn(one), expectedText(one).subarray(0, length))))
    return [];
  const sized = sizedCopies(scope).find(
    ({ copy, bytes }) => bytes === length + (addsEnd(copy.callee) ? 1 : 0),
  );
  // Nothing but empty texts has other causes, unless there is a size that leaves room for the end only.
  if (length === 0 && sized === undefined) return [];
  const distinct = new Set(scope.wrong.map((one) => Buffer.from(textIn(one)).toString('latin1'))).size;
  return [
    {
      key: `${length}`,
      cost: 2,
      bits: Math.max(Math.min(distinct * length * 5, 60), sized === undefined ? 0 : SIZE),
      shown: sized?.copy.size && placeOf(sized.copy.size),
      place: lastWrite(scope),
      say: (syscalls) =>
        startUpper(`${forCalls(scope, syscalls)}${fieldOf(scope)} ${isCut(length)}${why(scope, sized)}`),
    },
  ];
}

/** As many bytes as there are, without an end: old ones stay behind them. */
function testPlain(scope: Scope): readonly Candidate[] {
  const plain = plainCopyOf(scope);
  if (plain?.copy.size === undefined || plain.bytes * 2 > scope.suspect.field.size) return [];
  const { copy, bytes } = plain;
  const place = placeOf(plain.copy.size);
  return [
    {
      key: `plain ${bytes}`,
      cost: 3,
      bits: SIZE,
      shown: place,
      place,
      say: (syscalls) => {
        const sized = { ...plain, ...sizeOf(scope, copy), bytes };
        const text = `${fieldOf(scope)} is cut after ${count(bytes, 'byte')}${why(scope, sized)} And use \`bpf_probe_read_user_str\`, which puts a NUL behind the text.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

function isCut(length: number): string {
  return length === 0 ? 'is always empty' : `is cut after ${count(length, 'byte')}`;
}

/** These take the last byte of the size for the NUL. */
function addsEnd(callee: string): boolean {
  return /_str(_INTO)?$|snprintf|SNPRINTF|get_current_comm/.test(callee);
}

function why({ suspect }: Scope, sized: Sized | undefined): string {
  const room = `the member has room for ${suspect.field.size}`;
  if (sized === undefined) return `, though ${room}. Look for the size, or for the loop, that ends there.`;
  const told = `${code(sized.copy.callee)} is told ${code(sized.copy.size?.text ?? '')}`;
  const fix = 'Give it the size of the member in the event.';
  if (sized.bytes === 1) return `: ${told}, which is one byte, and that is for the NUL. ${fix}`;
  if (sized.pointer === undefined) return `: ${told}, though ${room}. ${fix}`;
  return `: ${told}, the size of a pointer, which is 8 however long the text is. ${fix}`;
}
