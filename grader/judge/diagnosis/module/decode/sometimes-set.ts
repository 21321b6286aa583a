import { ACCESS_MODES, FIRST_FLAG_BIT, OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { type Decoding, isRight } from '../../../decoding.ts';
import { count } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import type { Place } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { decodeView, flagsOf } from './view.ts';

export const fieldSometimesSet = rule({
  id: 'field-sometimes-set',
  meaning: 'The words are right where there are any, and in some events there are none.',
  example: {
    code: 'if number&3 == 0 {\n\treturn\n}',
    message:
      '`flags_decoded` is empty in 208 events of 630, and right in all others. It is empty exactly where the access mode is O_RDONLY, and there it has to be set, too.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const empty = view?.decodings.filter(({ text }) => text === '') ?? [];
    const set = view?.decodings.filter(({ text }) => text !== '') ?? [];
    if (view === undefined || empty.length === 0 || set.length === 0 || !set.every(isAllRight)) return [];
    const start = `\`${view.field}\` is empty in ${count(empty.length, 'event')} of ${view.decodings.length}, and right in all others.`;
    const where = whereEmpty(empty, set);
    const end =
      where === undefined
        ? ' The callback has to set it in every event.'
        : ` It is empty exactly where ${where}, and there it has to be set, too.`;
    const place = evidence.goProgram && setterOf(evidence.goProgram);
    const explains = view.failed('accessMode', 'names', 'separator');
    return [{ message: start + end, confidence: 'certain', explains, ...placeOr(place, evidence) }];
  },
});

function isAllRight(decoding: Decoding): boolean {
  return (['accessMode', 'names', 'separator'] as const).every((part) => isRight(part, decoding));
}

/** Something that all empty ones have and no other. */
function whereEmpty(empty: readonly Decoding[], set: readonly Decoding[]): string | undefined {
  const splits = (test: (flags: number) => boolean) =>
    empty.every((one) => test(flagsOf(one))) && !set.some((one) => test(flagsOf(one)));
  const mode = ACCESS_MODES.findIndex((_, number) => splits((flags) => (flags & 3) === number));
  if (mode >= 0) return `the access mode is ${ACCESS_MODES[mode]}`;
  const isSet = OPEN_FLAGS.findIndex((_, index) =>
    splits((flags) => (flags & (1 << (FIRST_FLAG_BIT + index))) !== 0),
  );
  if (isSet >= 0) return `${OPEN_FLAGS[isSet]} is set`;
  const isNot = OPEN_FLAGS.findIndex((_, index) =>
    splits((flags) => (flags & (1 << (FIRST_FLAG_BIT + index))) === 0),
  );
  if (isNot >= 0) return `${OPEN_FLAGS[isNot]} is not set`;
  return splits((flags) => flags >> FIRST_FLAG_BIT === 0)
    ? 'no flag is set beside the access mode'
    : undefined;
}

function setterOf({ calls }: GoSource): Place | undefined {
  const setters = calls.filter(({ method }) => /^Set(?:String|Bytes)$/.test(method));
  return setters.length === 1 ? setters[0] : undefined;
}
