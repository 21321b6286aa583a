import { ACCESS_MODES, openFlagNames } from '../model/open-flags.ts';

/** The flags of an open in words. */
export interface FlagWords {
  /** Undefined for access mode 3. */
  readonly accessMode: string | undefined;
  /** By bit. */
  readonly names: readonly string[];
}

export function flagWords(flags: number): FlagWords {
  return { accessMode: ACCESS_MODES[flags & 3], names: openFlagNames(flags) };
}

/** All words in their order: the access mode, then the flags by bit. */
export function allWords({ accessMode, names }: FlagWords): readonly string[] {
  return accessMode === undefined ? names : [accessMode, ...names];
}

export function isAccessMode(word: string): boolean {
  return ACCESS_MODES.includes(word);
}

/** What looks like a flag's name in a text, whatever stands between: also nothing, as in `O_WRONLYO_CREAT`. */
export function wordsIn(text: string): readonly string[] {
  return text.match(/O_[A-Z]+?(?=O_|[^A-Z]|$)/g) ?? [];
}
