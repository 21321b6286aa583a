import type { DecodedPart } from '../model/check-spec.ts';
import { allWords, type FlagWords, flagWords, isAccessMode, wordsIn } from './flag-names.ts';
import { type ProcessedPair, textOf } from './module-facts.ts';
import { witnessValue } from './values.ts';

/** An event's decoded flags beside what they should be. */
export interface Decoding {
  readonly pair: ProcessedPair;
  readonly expected: FlagWords;
  /** The text as the module wrote it, and what of it looks like names of flags. */
  readonly text: string;
  readonly words: readonly string[];
}

export function decodingOf(pair: ProcessedPair, field: string): Decoding {
  const text = textOf(pair.processed, field);
  return { pair, expected: flagWords(witnessedFlags(pair)), text, words: wordsIn(text) };
}

/** Whether the part is right. Where the separator is, only what stands between and around the words counts. */
export function isRight(part: DecodedPart, { expected, text, words }: Decoding): boolean {
  switch (part) {
    case 'accessMode': {
      const modes = words.filter(isAccessMode);
      return (
        modes.length <= 1 && modes[0] === expected.accessMode && (modes.length === 0 || modes[0] === words[0])
      );
    }
    case 'names':
      return same(
        words.filter((word) => !isAccessMode(word)),
        expected.names,
      );
    case 'separator':
      return withoutSpaces(text) === words.join('|');
  }
}

/** Whether it has spaces around the bar, which is accepted. */
export function isSpaced({ text }: Decoding): boolean {
  return withoutSpaces(text) !== text;
}

/** The text as it should be. */
export function expectedText({ expected }: Decoding): string {
  return allWords(expected).join('|');
}

export function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, index) => word === b[index]);
}

export function witnessedFlags({ record }: Pick<ProcessedPair, 'record'>): number {
  const value = witnessValue(record, 'flags');
  return value.kind === 'number' ? Number(value.value) : 0;
}

/** Only where a bar is next to them. Without a pattern, whose time would grow with the square of a hostile text. */
function trimSpaces(part: string, index: number, parts: readonly string[]): string {
  let start = 0;
  let end = part.length;
  if (index > 0) while (part[start] === ' ') start += 1;
  if (index < parts.length - 1) while (end > start && part[end - 1] === ' ') end -= 1;
  return part.slice(start, end);
}

function withoutSpaces(text: string): string {
  return text.split('|').map(trimSpaces).join('|');
}
