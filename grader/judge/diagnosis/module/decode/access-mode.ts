import { ACCESS_MODES } from '../../../../model/open-flags.ts';
import { type Decoding, isRight } from '../../../decoding.ts';
import { isAccessMode } from '../../../flag-names.ts';
import { showName } from '../../../text.ts';
import type { Evidence } from '../../evidence.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { hasText, onlyNode, textPlace } from './places.ts';
import { decodeView, flagsOf } from './view.ts';

const NUMBERS = 'O_RDONLY, O_WRONLY and O_RDWR are the numbers 0, 1 and 2 in the two lowest bits';

export const accessModeMissing = rule({
  id: 'access-mode-missing',
  meaning: 'The words lack the access mode.',
  example: {
    code: 'var words []string\nfor i, name := range flagNames {',
    message:
      '`flags_decoded` lacks the access mode: O_RDONLY, O_WRONLY and O_RDWR are the numbers 0, 1 and 2 in the two lowest bits, and one of them comes first.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const explains = view?.failed('accessMode') ?? [];
    if (view === undefined || explains.length === 0 || !view.decodings.some(({ words }) => words.length > 0))
      return [];
    if (view.decodings.some(({ words }) => words.some(isAccessMode))) return [];
    // Under a wrong name it is not missing.
    if (view.decodings.some((one) => !isRight('names', one)) && misspelt(view.decodings) !== undefined)
      return [];
    const message = `\`${view.field}\` lacks the access mode: ${NUMBERS}, and one of them comes first.${whole(evidence.goProgram)}`;
    const place = evidence.goProgram && textPlace(evidence.goProgram, ACCESS_MODES[0] ?? '');
    return [{ message, confidence: 'certain', explains, ...placeOr(place, evidence) }];
  },
});

/** Where the names are there and nothing is masked, the whole number may be compared with 0, 1 and 2. */
function whole(source: GoSource | undefined): string {
  if (source === undefined || !ACCESS_MODES.every((name) => hasText(source, name))) return '';
  const isMasked = /&\s*\(?\s*(?:3|0x0*3|0b11|03)\b|O_ACCMODE/.test(source.text);
  return isMasked ? '' : ' Compare `flags & 3` with these, not the whole number.';
}

export const accessModeWrong = rule({
  id: 'access-mode-wrong',
  meaning: 'The words hold another access mode than the call has.',
  example: {
    code: 'words = append(words, accessModes[flags&1])',
    message:
      'Where the access mode is O_RDWR, `flags_decoded` says O_RDONLY. It takes one bit alone, and the access mode is the number in the two lowest: `& 3`.',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = decodeView(evidence);
    const explains = view?.failed('accessMode') ?? [];
    if (view === undefined || explains.length === 0) return [];
    const written = view.decodings.filter(({ text }) => text !== '');
    const spelling = misspelt(written);
    const found = spelling ?? ofModes(view.field, written, evidence);
    if (found === undefined) return [];
    const more = spelling === undefined ? [] : view.failed('names');
    return [
      {
        message: found.message,
        confidence: 'certain',
        explains: [...explains, ...more],
        ...placeOr(found.place?.(evidence.goProgram), evidence),
      },
    ];
  },
});

interface Said {
  readonly message: string;
  readonly place?: (source: GoSource | undefined) => Place | undefined;
}

/** A word that stands exactly where one access mode belongs, and is no name of any. */
function misspelt(decodings: readonly Decoding[]): Said | undefined {
  for (const [mode, right] of ACCESS_MODES.entries()) {
    const own = decodings.filter((one) => (flagsOf(one) & 3) === mode);
    const others = decodings.filter((one) => (flagsOf(one) & 3) !== mode);
    if (own.length < 2 || others.length < 2 || own.some(({ words }) => words.includes(right))) continue;
    const [first] = own;
    const word = first?.words.find(
      (one) =>
        !isAccessMode(one) &&
        own.every(({ words }) => words.includes(one)) &&
        !others.some(({ words }) => words.includes(one)),
    );
    if (word === undefined) continue;
    const message = `The access mode ${mode} is called \`${showName(word)}\` here, and its name is \`${right}\`.`;
    return { message, place: (source) => source && textPlace(source, word) };
  }
  return undefined;
}

/** What the module says for each of the three; undefined where that depends on other bits, too. */
function answers(decodings: readonly Decoding[]): readonly (readonly string[] | undefined)[] {
  return ACCESS_MODES.map((_, mode) => {
    const own = decodings.filter((one) => (flagsOf(one) & 3) === mode);
    const lists = own.map(({ words }) => words.filter(isAccessMode));
    const [first] = lists;
    return first !== undefined && lists.every((list) => list.join() === first.join()) ? first : undefined;
  });
}

function ofModes(field: string, decodings: readonly Decoding[], { goProgram }: Evidence): Said | undefined {
  if (decodings.length < 3 || !decodings.some(({ words }) => words.some(isAccessMode))) return undefined;
  if (decodings.every((one) => isRight('accessMode', one))) return undefined;
  const said = answers(decodings);
  const [read, write, both] = said.map((list) => list?.join('|'));
  const table = (source: GoSource | undefined) => source && textPlace(source, ACCESS_MODES[0] ?? '');
  if (said.some((list) => list === undefined)) return ofOtherBits(field, decodings, goProgram);
  if (read === ACCESS_MODES[0] && write === ACCESS_MODES[1] && both === ACCESS_MODES[2])
    return {
      message: `The access mode comes first in \`${field}\`, before the flags, and here it stands behind some of them.`,
      place: table,
    };
  if (read === '' && write === ACCESS_MODES[1] && both === ACCESS_MODES[2])
    return {
      message:
        'O_RDONLY is never named. It is the number 0, so there is no bit of it that could be set: it is there where the two lowest bits are both 0.',
      place: (source) => excluded(source) ?? table(source),
    };
  const masked = read === ACCESS_MODES[0] ? ofMask(write ?? '', both ?? '', field, goProgram) : undefined;
  if (masked !== undefined) return masked;
  if (read?.startsWith('O_RDONLY') && [write, both].every((list) => list?.includes('O_RDONLY|')))
    return {
      message: `O_RDONLY stands in every event, also beside another access mode. It is the number 0 and has no bit: ${NUMBERS}, one of the three for each event.`,
      place: table,
    };
  if (read === write && write === both)
    return {
      message: `\`${field}\` says ${showName(read ?? '')} in every event. The access mode is the number in the two lowest bits, \`flags & 3\`: ${NUMBERS}.`,
      place: table,
    };
  const wrong = ACCESS_MODES.findIndex((name, mode) => said[mode]?.join('|') !== name);
  const other = said[wrong]?.join('|') ?? '';
  // Several of them are no mix-up of one with another.
  if (other.includes('|')) return undefined;
  return {
    message: `Where the access mode is ${ACCESS_MODES[wrong]}, \`${field}\` says ${other === '' ? 'none' : showName(other)}. ${NUMBERS}.`,
    place: (source) =>
      maskPlace(source) ?? (source && textPlace(source, ACCESS_MODES[wrong] ?? '')) ?? table(source),
  };
}

/** `mode > 0`, which leaves out exactly that one. */
function excluded(source: GoSource | undefined): Place | undefined {
  return source && onlyNode(source, 'BinaryExp', /^\w+\s*(?:>\s*0|!=\s*0|>=\s*1)$/);
}

/** One of the two bits is looked at, where the text shows that. */
function ofMask(write: string, both: string, field: string, source: GoSource | undefined): Said | undefined {
  const low = write === 'O_WRONLY' && both === 'O_RDONLY';
  const high = write === 'O_RDONLY' && (both === 'O_RDWR' || both === 'O_WRONLY');
  const place = low ? maskPlace(source, 1) : high ? maskPlace(source, 2) : undefined;
  if (place === undefined) return undefined;
  return {
    message: `Where the access mode is ${low ? 'O_RDWR' : 'O_WRONLY'}, \`${field}\` says O_RDONLY. It takes one bit alone, and the access mode is the number in the two lowest: \`& 3\`.`,
    place: () => place,
  };
}

/** The same access mode is told in several ways: something else than the two lowest bits is looked at. */
function ofOtherBits(
  field: string,
  decodings: readonly Decoding[],
  source: GoSource | undefined,
): Said | undefined {
  const right = decodings.filter((one) => isRight('accessMode', one));
  const alone = decodings.filter((one) => (flagsOf(one) & ~3) === 0);
  const place = () => maskPlace(source) ?? (source && textPlace(source, ACCESS_MODES[0] ?? ''));
  const missing = decodings.filter((one) => !isRight('accessMode', one));
  if (
    right.length > 0 &&
    right.every((one) => alone.includes(one)) &&
    missing.every(({ words }) => !words.some(isAccessMode))
  )
    return {
      message:
        'The access mode is named only where there are no flags beside it: the whole number is compared. Take the two lowest bits first, by `flags & 3`.',
      place,
    };
  const [example] = missing;
  if (example === undefined) return undefined;
  const has = example.words.filter(isAccessMode).join(' and ') || 'none';
  return {
    message: `The access mode that \`${field}\` names depends on other bits than the two lowest: for ${flagsOf(example)} it is ${has}, and it has to be ${example.expected.accessMode}. Take it by \`flags & 3\`.`,
    place,
  };
}

/** The `& 1` that should be `& 3`; without a number, any mask or remainder by a small number. */
function maskPlace(source: GoSource | undefined, mask?: number): Place | undefined {
  if (source === undefined) return undefined;
  const found = nodesOf(source.tree.topNode, 'BinaryExp').filter((node) => {
    const [, operator, text] =
      /(&|%)\s*\(?\s*(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)\s*\)?$/.exec(textOf(source, node)) ?? [];
    const value = Number(text);
    if (text === undefined || (operator === '%' && mask !== undefined)) return false;
    if (mask !== undefined) return value === mask;
    return operator === '%' || (value !== 3 && (value < 64 || (value & 3) === 3));
  });
  const [only] = found;
  return found.length === 1 && only ? placeAt(source, only.from) : undefined;
}
