/** The access modes by their number: the two lowest bits of the flags. 3 has no name. */
const ACCESS_MODES: readonly string[] = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];

/** O_CREAT is bit 6; each further name is the next bit (Linux' asm-generic/fcntl.h, and so x86-64's). */
const FIRST_BIT = 6;
const FLAG_NAMES: readonly string[] = [
  'O_CREAT',
  'O_EXCL',
  'O_NOCTTY',
  'O_TRUNC',
  'O_APPEND',
  'O_NONBLOCK',
  'O_DSYNC',
  'O_FASYNC',
  'O_DIRECT',
  'O_LARGEFILE',
  'O_DIRECTORY',
  'O_NOFOLLOW',
  'O_NOATIME',
  'O_CLOEXEC',
];

/** The flags of an open in words. */
export interface FlagWords {
  /** Undefined for access mode 3. */
  readonly accessMode: string | undefined;
  /** By bit. */
  readonly names: readonly string[];
}

export function flagWords(flags: number): FlagWords {
  const names = FLAG_NAMES.filter((_, index) => (flags & (1 << (index + FIRST_BIT))) !== 0);
  return { accessMode: ACCESS_MODES[flags & 3], names };
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
