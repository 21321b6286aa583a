/** The access modes of open(2) by their number, the two lowest bits of the flags. 3 has no name. */
export const ACCESS_MODES: readonly string[] = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];

/** O_CREAT's bit (0o100); each further name is the next bit. */
export const FIRST_FLAG_BIT = 6;

/** Linux' include/uapi/asm-generic/fcntl.h, and so x86-64's and the course's table. */
export const OPEN_FLAGS: readonly string[] = [
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

/** The names of the flags that are set, by bit. */
export function openFlagNames(flags: number): readonly string[] {
  return OPEN_FLAGS.filter((_, index) => (flags & (1 << (index + FIRST_FLAG_BIT))) !== 0);
}
