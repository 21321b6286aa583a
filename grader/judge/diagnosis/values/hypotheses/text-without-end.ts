import { count } from '../../../text.ts';
import { witnessValue } from '../../../values.ts';
import { expectedText, textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { plainCopyOf } from '../plain-copy.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf } from '../sighting.ts';
import { sizedCopies } from '../sizes.ts';
import type { Observation } from '../suspects.ts';
import { code, fieldOf, forCalls } from '../wording.ts';

/** The text goes on to the last byte of its member, or into bytes that are none of it. */
export const textWithoutEnd: Hypothesis = {
  id: 'text-without-end',
  meaning: 'A text was copied without the NUL that ends it.',
  example: {
    code: 'bpf_probe_read_user(&event->filename, sizeof(event->filename), filename);',
    message:
      '`filename` is not copied as a text: `bpf_probe_read_user` takes 256 bytes, whatever they are, puts no NUL behind them, and fails where fewer can be read. Use `bpf_probe_read_user_str`, which stops where the text ends.',
  },
  test: (scope) => {
    const { type } = scope.suspect.field;
    return type.kind === 'array'
      ? [...testPlain(scope), ...testTooLong(scope, type.count), ...testNoEnd(scope, type.count)]
      : [];
  },
};

/** The reader of bytes where the reader of text belongs. */
function testPlain(scope: Scope): readonly Candidate[] {
  const plain = plainCopyOf(scope);
  if (plain === undefined || plain.bytes * 2 <= scope.suspect.field.size) return [];
  const { copy, bytes } = plain;
  return [
    {
      key: `plain ${copy.call.node.from}`,
      cost: 2,
      bits: 20,
      shown: placeOf(copy.call),
      place: placeOf(copy.call),
      say: (syscalls) => {
        const text = `${fieldOf(scope)} is not copied as a text: ${code(copy.callee)} takes ${count(bytes, 'byte')}, whatever they are, puts no NUL behind them, and fails where fewer can be read. Use \`bpf_probe_read_user_str\`, which stops where the text ends.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** The reader was told of more room than there is, so that its NUL is beyond the member. */
function testTooLong(scope: Scope, room: number): readonly Candidate[] {
  const tooLong = sizedCopies(scope).find(({ copy, bytes }) => /_str$/.test(copy.callee) && bytes > room);
  if (tooLong?.copy.size === undefined || !scope.wrong.every((one) => fillsAll(scope, one, room))) return [];
  const { copy, bytes } = tooLong;
  const place = placeOf(tooLong.copy.size);
  return [
    {
      key: `too long ${bytes}`,
      cost: 2,
      bits: 20,
      shown: place,
      place,
      say: (syscalls) => {
        const text = `${fieldOf(scope)} has no end where the path is too long for it: it has room for ${room} bytes, and ${code(copy.callee)} is told ${bytes}, so it goes on into what is behind. Give it the size of the member.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** Whatever copies it: there is no end where one belongs. */
function testNoEnd(scope: Scope, room: number): readonly Candidate[] {
  if (!scope.wrong.every((one) => fillsAll(scope, one, room) || goesOnAfter(one))) return [];
  const distinct = new Set(scope.wrong.map((one) => Buffer.from(textIn(one)).toString('latin1'))).size;
  return [
    {
      key: 'no end',
      cost: 7,
      bits: distinct * 12,
      shown: undefined,
      place: lastWrite(scope),
      say: (syscalls) => {
        const text = `${fieldOf(scope)} goes on behind its end: the bytes of the text are there, but no NUL is behind them. \`bpf_probe_read_user_str\` puts one there.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** Every byte is the path's, also the one that should be NUL. */
function fillsAll({ suspect }: Scope, one: Observation, room: number): boolean {
  const text = textIn(one);
  const whole = witnessValue(one.record, suspect.witness);
  if (whole.kind !== 'text' || text.length !== room) return false;
  return Buffer.compare(text, whole.bytes.subarray(0, room)) === 0;
}

/** The right text, and something behind it. */
function goesOnAfter(one: Observation): boolean {
  const right = expectedText(one);
  const text = textIn(one);
  if (right.length === 0 || text.length <= right.length) return false;
  return Buffer.compare(text.subarray(0, right.length), right) === 0;
}
