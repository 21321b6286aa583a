import { FIRST_FLAG_BIT, OPEN_FLAGS } from '../../../../model/open-flags.ts';
import { showName } from '../../../text.ts';
import { rule } from '../../rule.ts';
import type { GoSource } from '../../source/go-source.ts';
import { type Place, placeAt, textOf } from '../../source/text.ts';
import { placeOr } from '../place.ts';
import { bitOf, LAST_FLAG_BIT, nameOf, type Presence } from './name-bits.ts';
import { type NamesView, namesView } from './names-view.ts';
import { hasText, numberNode, textPlace } from './places.ts';

/** Fewer names at another bit may be a mere mix-up. */
const FEWEST = 3;

export const flagNamesShifted = rule({
  id: 'flag-names-shifted',
  meaning: 'The names of the flags stand for the bits beside their own.',
  example: {
    code: 'const firstFlag = 7',
    message:
      'Each name stands for the bit after its own: `O_CREAT` for bit 7 in place of 6, and so on. Here `7` is taken for the first flag, which is bit 6 (`1 << 6`, or 0100 in octal).',
  },
  needs: ['moduleFacts'],
  find: (evidence) => {
    const view = namesView(evidence);
    const shift = view && shiftOf(view);
    if (view === undefined || shift === undefined) return [];
    const { message, place } = describe(shift, evidence.goProgram);
    return [
      {
        message,
        confidence: 'certain',
        explains: [...view.explains, ...(shift.by > 0 ? view.failed('separator') : [])],
        ...placeOr(place, evidence),
      },
    ];
  },
});

interface Shift {
  /** Bits too high; negative: too low. */
  readonly by: number;
  /** The first name that is concerned; all behind it are. */
  readonly from: number;
  /** What stands where the first name of these should. */
  readonly word: string | undefined;
}

/** The same for all names from one on, as far as their bits can be seen. */
function shiftOf({ presence, wrong, foreign }: NamesView): Shift | undefined {
  const [word] = foreign;
  if (foreign.length > 1 || (word !== undefined && !isAt(presence.get(word), bitOf(wrong[0] ?? ''))))
    return undefined;
  const moved = wrong.flatMap((name) => {
    const found = presence.get(name);
    return found?.kind === 'bit' ? [{ index: OPEN_FLAGS.indexOf(name), by: found.bit - bitOf(name) }] : [];
  });
  const [first] = moved;
  if (first === undefined || moved.length < FEWEST || moved.some(({ by }) => by !== first.by))
    return undefined;
  const from = OPEN_FLAGS.indexOf(wrong[0] ?? '');
  const fits = OPEN_FLAGS.slice(from).every((name) => {
    const found = presence.get(name);
    return found?.kind === 'bit'
      ? found.bit === bitOf(name) + first.by
      : found?.kind === 'never' && isUnseen(name, first.by, from);
  });
  return fits && (word === undefined || first.by === 1) ? { by: first.by, from, word } : undefined;
}

function isAt(presence: Presence | undefined, bit: number): boolean {
  return presence?.kind === 'bit' && presence.bit === bit;
}

/** A name that never is, as its bit is none of the flags'; or one that is left out, whose place the next one has. */
function isUnseen(name: string, by: number, from: number): boolean {
  const bit = bitOf(name) + by;
  return bit < FIRST_FLAG_BIT || bit > LAST_FLAG_BIT || OPEN_FLAGS.indexOf(name) < from - by;
}

interface Said {
  readonly message: string;
  readonly place?: Place | undefined;
}

function describe(shift: Shift, source: GoSource | undefined): Said {
  const { by, from, word } = shift;
  const absent = OPEN_FLAGS.slice(from, from + Math.max(-by, 0)).filter(
    (name) => source && !hasText(source, name),
  );
  if (source !== undefined && absent.length === -by && absent.length > 0) return leftOut(absent, source);
  const example =
    OPEN_FLAGS.find((name) => OPEN_FLAGS.indexOf(name) >= from && nameOf(bitOf(name) + by) !== undefined) ??
    '';
  const start = `stands for the bit ${Math.abs(by) === 1 ? '' : `${Math.abs(by)} places `}${by > 0 ? 'after' : 'before'} its own: \`${example}\` for bit ${bitOf(example) + by} in place of ${bitOf(example)}, and so on.`;
  if ((from > 0 || word !== undefined) && by > 0) {
    return {
      message: `From \`${OPEN_FLAGS[from]}\` on, each name ${start} In front of it stands ${word === undefined ? 'something' : `\`${showName(word)}\`, `}${word === undefined ? ' that is' : 'which is'} no flag of the course's table.`,
      place: source && textPlace(source, word ?? OPEN_FLAGS[from] ?? ''),
    };
  }
  const first = source && firstNumber(source, FIRST_FLAG_BIT + by);
  if (first === undefined)
    return {
      message: `Each name ${start} The first flag, \`O_CREAT\`, is bit ${FIRST_FLAG_BIT}, which is 64 or 0100 in octal.`,
      place: source && textPlace(source, OPEN_FLAGS[from] ?? ''),
    };
  return {
    message: `Each name ${start} Here \`${first.text}\` is taken for the first flag, which is bit ${FIRST_FLAG_BIT} (\`1 << ${FIRST_FLAG_BIT}\`, or 0100 in octal).`,
    place: first.place,
  };
}

function leftOut(absent: readonly string[], source: GoSource): Said {
  const next = OPEN_FLAGS[OPEN_FLAGS.indexOf(absent.at(-1) ?? '') + 1] ?? '';
  const names = absent.map((name) => `\`${name}\` (bit ${bitOf(name)})`).join(' and ');
  const which =
    absent.length === 1 ? 'the bit before its own' : `the bit ${absent.length} places before its own`;
  const message = `${names} ${absent.length === 1 ? 'is' : 'are'} missing in the table, so that from \`${next}\` on each name stands for ${which}.`;
  return { message, place: textPlace(source, next) };
}

/** Where the wrong bit is written down, as its number or its value. */
function firstNumber(
  source: GoSource,
  bit: number,
): { readonly text: string; readonly place: Place } | undefined {
  const node =
    (bit >= 0 ? numberNode(source, 2 ** bit) : undefined) ?? (bit > 3 ? numberNode(source, bit) : undefined);
  return node && { text: textOf(source, node), place: placeAt(source, node.from) };
}
