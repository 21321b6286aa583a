import { OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { same } from '../../../decoding.ts';
import { listShort, showName } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { bitOf, nameOf, type Presence } from './name-bits.ts';
import { flagWordsOf, type NamesView, namesView } from './names-view.ts';
import { numberBeside, textPlace, valueOfNumber } from './places.ts';

interface Said {
  readonly message: string;
  readonly place?: Place | undefined;
}

export const flagNamesWrong = rule({
  id: 'flag-names-wrong',
  meaning: 'A name stands for another flag than its own.',
  example: {
    code: '"O_EXCL",\n"O_CREAT",\n"O_NOCTTY",',
    message: '`O_CREAT` stands for bit 7, which is `O_EXCL`, and `O_EXCL` for bit 6, which is `O_CREAT`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = namesView(evidence);
    if (view === undefined) return [];
    const source = evidence.goProgram;
    const found = ofTest(view) ?? misspelt(view, source) ?? mixedUp(view, source) ?? ofMask(view, source);
    if (found === undefined) return [];
    const { message, place } = found;
    const explains = [...view.explains, ...(view.foreign.length > 0 ? view.failed('separator') : [])];
    return [{ message, confidence: 'certain', explains, ...placeOr(place, evidence) }];
  },
});

/** All names alike: it is the test of the bit that is wrong. */
function ofTest({ field, presence, foreign }: NamesView): Said | undefined {
  if (foreign.length > 0) return undefined;
  const all = OPEN_FLAGS.map((name) => ({ name, found: presence.get(name) }));
  if (all.every(({ found }) => found?.kind === 'always'))
    return {
      message: `\`${field}\` names every flag in every event. Whether a bit is set, \`flags & bit != 0\` tells: with \`|\` in place of \`&\`, or without a comparison, it is always true.`,
    };
  if (all.every(({ name, found }) => found?.kind === 'inverse' && found.bit === bitOf(name)))
    return {
      message: `\`${field}\` names exactly the flags that are not set: the test of the bit is the wrong way round. It is set where \`flags & bit != 0\`.`,
    };
  if (
    all.every(({ found }) => found?.kind === 'alone' || found?.kind === 'never') &&
    all.some(({ found }) => found?.kind === 'alone')
  )
    return {
      message:
        'A flag is named only where no other one is set: the whole number is compared with it. Test each bit alone: `flags & bit != 0`.',
    };
  return undefined;
}

/** A word that is no flag stands exactly where a flag that never is belongs. */
function misspelt({ presence, wrong, foreign }: NamesView, source: GoSource | undefined): Said | undefined {
  const pairs = foreign.flatMap((word) => {
    const found = presence.get(word);
    const right = found?.kind === 'bit' ? nameOf(found.bit) : undefined;
    return right !== undefined && presence.get(right)?.kind === 'never' ? [{ word, right }] : [];
  });
  const [first] = pairs;
  if (first === undefined || pairs.length < foreign.length || pairs.length < wrong.length) return undefined;
  const others = pairs.slice(1).map(({ word, right }) => `\`${right}\` is called \`${showName(word)}\``);
  const more = others.length === 0 ? '' : ` Also ${listShort(others)}.`;
  return {
    message: `There is no flag \`${showName(first.word)}\`. Bit ${bitOf(first.right)} is called \`${first.right}\`.${more}`,
    place: source && textPlace(source, first.word),
  };
}

/** Names that stand for each other's bits. */
function mixedUp({ presence, wrong, foreign }: NamesView, source: GoSource | undefined): Said | undefined {
  const moved = wrong.map((name) => ({ name, bit: bitIn(presence.get(name)) }));
  if (
    foreign.length > 0 ||
    moved.length === 0 ||
    moved.some(({ bit }) => bit === undefined || nameOf(bit) === undefined)
  )
    return undefined;
  const [first] = moved;
  if (first?.bit === undefined) return undefined;
  const texts = moved.map(({ name, bit = 0 }) => `\`${name}\` for bit ${bit}, which is \`${nameOf(bit)}\``);
  return {
    message: `${listShort(texts)
      .replace(' for bit', ' stands for bit')
      .replace(/, (?=`\w+` for bit \d+, which is `\w+`$)/, ', and ')}.`,
    place: source && textPlace(source, first.name),
  };
}

function bitIn(presence: Presence | undefined): number | undefined {
  return presence?.kind === 'bit' ? presence.bit : undefined;
}

/** One name that is tested by another number than its bit. */
function ofMask({ presence, wrong, foreign }: NamesView, source: GoSource | undefined): Said | undefined {
  const [name] = wrong;
  const found = name === undefined ? undefined : presence.get(name);
  const hasOthers = wrong.some((other) => !['any', 'all', 'never'].includes(presence.get(other)?.kind ?? ''));
  if (
    name === undefined ||
    foreign.length > 0 ||
    hasOthers ||
    (found?.kind !== 'any' && found?.kind !== 'all')
  )
    return undefined;
  const bits = bitsOf(found.mask);
  if (bits.length > 6) return undefined;
  const number = source && numberBeside(source, name);
  const start = `\`${name}\` is named where ${bits.length > 1 && found.kind === 'any' ? 'any of the bits' : bits.length > 1 ? 'all of the bits' : 'bit'} ${bits.join(', ')} ${bits.length === 1 || found.kind === 'any' ? 'is' : 'are'} set, and its bit is ${bitOf(name)} alone`;
  return {
    message: `${start}, which is \`1 << ${bitOf(name)}\`.${octal(number?.text, name)}`,
    place: number?.place ?? (source && textPlace(source, name)),
  };
}

/** `200` for `0200`: the numbers of the C headers are octal. */
function octal(text: string | undefined, name: string): string {
  const right = (2 ** bitOf(name)).toString(8);
  const isLost = text !== undefined && text === right && valueOfNumber(text) !== 2 ** bitOf(name);
  return isLost ? ` \`${text}\` is its number in octal, and so needs a 0 in front: \`0${right}\`.` : '';
}

function bitsOf(mask: number): readonly number[] {
  return Array.from({ length: 20 }, (_, bit) => bit).filter((bit) => (mask & (1 << bit)) !== 0);
}

export const flagOrder = rule({
  id: 'flag-order',
  meaning: 'The right flags are named, in another order than that of their bits.',
  example: {
    code: 'for bit, name := range map[int32]string{0100: "O_CREAT", …} {',
    message:
      'The names are right and come in another order for every event: Go walks through a map in any order. Use a list, which has one.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = namesView(evidence);
    if (
      view === undefined ||
      !view.decodings.every((one) => same([...flagWordsOf(one)].sort(), [...one.expected.names].sort()))
    )
      return [];
    const { message, place } = whichOrder(view, evidence.goProgram);
    return [{ message, confidence: 'certain', explains: view.explains, ...placeOr(place, evidence) }];
  },
});

function whichOrder({ decodings }: NamesView, source: GoSource | undefined): Said {
  const pairs = new Set(
    decodings.flatMap((one) =>
      flagWordsOf(one).flatMap((word, index, words) => (index === 0 ? [] : [`${words[index - 1]} ${word}`])),
    ),
  );
  const isRandom = [...pairs].some((pair) => pairs.has(pair.split(' ').reverse().join(' ')));
  const maps = source === undefined ? [] : nodesOf(source.tree.topNode, 'MapType');
  const place = source && maps[0] ? placeAt(source, maps[0].from) : undefined;
  if (isRandom && (source === undefined || maps.length > 0))
    return {
      message:
        'The names are right and come in another order for every event: Go walks through a map in any order. Use a list, which has one.',
      place,
    };
  return {
    message:
      'The names are right, and their order is not: the lowest bit comes first, `O_CREAT` before `O_EXCL` and `O_CLOEXEC` at the end.',
    place: source && textPlace(source, OPEN_FLAGS[0] ?? ''),
  };
}
