import { FIRST_FLAG_BIT, OPEN_FLAGS } from '../../../../model/open-flags.ts';
import type { Decoding } from '../../../decoding.ts';
import { isAccessMode } from '../../../flag-names.ts';
import { flagsOf } from './view.ts';

/** When a word is there, over all events. */
export type Presence =
  /** Exactly where this bit is set. */
  | { readonly kind: 'bit'; readonly bit: number }
  /** Exactly where this bit is not set. */
  | { readonly kind: 'inverse'; readonly bit: number }
  | { readonly kind: 'never' }
  | { readonly kind: 'always' }
  /** Exactly where one of several bits is set, or all of them. */
  | { readonly kind: 'any' | 'all'; readonly mask: number }
  /** Exactly where no other flag is set but this one. */
  | { readonly kind: 'alone' }
  | { readonly kind: 'other' };

export const LAST_FLAG_BIT = FIRST_FLAG_BIT + OPEN_FLAGS.length - 1;

export function bitOf(name: string): number {
  return FIRST_FLAG_BIT + OPEN_FLAGS.indexOf(name);
}

export function nameOf(bit: number): string | undefined {
  return OPEN_FLAGS[bit - FIRST_FLAG_BIT];
}

/** Which words there are besides access modes, and when each is there; those of the table that never are included. */
export function presences(decodings: readonly Decoding[]): ReadonlyMap<string, Presence> {
  const texts = decodings.map((one) => ({ flags: flagsOf(one), words: new Set(wordsOf(one)) }));
  const words = [...new Set([...OPEN_FLAGS, ...texts.flatMap(({ words: own }) => [...own])])];
  return new Map(words.slice(0, MOST).map((word) => [word, presenceOf(word, texts)]));
}

/** A module that writes hundreds of words has another problem than their bits. */
const MOST = 60;

/** All words but access modes; what stands between bars is one also where it is no name of a flag. */
function wordsOf({ text, words }: Decoding): readonly string[] {
  const parts = text.includes('|') ? text.split('|').map((part) => part.trim()) : [];
  return [...words, ...parts.filter((part) => /^[A-Za-z]\w*$/.test(part))].filter(
    (word) => !isAccessMode(word),
  );
}

interface Words {
  readonly flags: number;
  readonly words: ReadonlySet<string>;
}

function presenceOf(word: string, texts: readonly Words[]): Presence {
  const cases = texts.map(({ flags, words }) => ({ flags, has: words.has(word) }));
  if (!cases.some(({ has }) => has)) return { kind: 'never' };
  if (cases.every(({ has }) => has)) return { kind: 'always' };
  const own = bitOf(word);
  const bits = [own, ...Array.from({ length: 20 }, (_, bit) => bit)].filter((bit) => bit >= 0);
  const fits = (test: (flags: number) => boolean) => cases.every(({ flags, has }) => test(flags) === has);
  const bit = bits.find((one) => fits((flags) => isSet(flags, one)));
  if (bit !== undefined) return { kind: 'bit', bit };
  const inverse = bits.find((one) => fits((flags) => !isSet(flags, one)));
  if (inverse !== undefined) return { kind: 'inverse', bit: inverse };
  if (fits((flags) => (flags & ~3) === 1 << own) || fits((flags) => flags === 1 << own))
    return { kind: 'alone' };
  const any = cases.reduce((mask, { flags, has }) => (has ? mask : mask & ~flags), 0xfffff);
  if (any !== 0 && fits((flags) => (flags & any) !== 0)) return { kind: 'any', mask: seenIn(any, cases) };
  const all = cases.reduce((mask, { flags, has }) => (has ? mask & flags : mask), 0xfffff);
  return all !== 0 && fits((flags) => (flags & all) === all) ? { kind: 'all', mask: all } : { kind: 'other' };
}

/** Bits that no event has say nothing. */
function seenIn(mask: number, cases: readonly { readonly flags: number }[]): number {
  return mask & cases.reduce((seen, { flags }) => seen | flags, 0);
}

function isSet(flags: number, bit: number): boolean {
  return (flags & (1 << bit)) !== 0;
}
