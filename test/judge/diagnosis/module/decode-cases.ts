import type { Edit } from '../../../support/workspace.ts';
import { words } from '../../module.ts';

/** A mistake in how the flags become words, and what is made of that. */
export interface DecodeCase {
  readonly what: string;
  readonly edits: readonly Edit[];
  readonly decode: (flags: number) => string;
  readonly id: string;
  readonly line: string | undefined;
  readonly says: RegExp;
}

const MODES = ['O_RDONLY', 'O_WRONLY', 'O_RDWR'];
const NAMES =
  'O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND O_NONBLOCK O_DSYNC O_FASYNC O_DIRECT O_LARGEFILE O_DIRECTORY O_NOFOLLOW O_NOATIME O_CLOEXEC'.split(
    ' ',
  );
const JOIN = 'strings.Join(flagWords(number), "|")';

const isMode = (word: string): boolean => MODES.includes(word);
const modeOf = (flags: number): string[] => words(flags).filter(isMode);
const namesOf = (flags: number): string[] => words(flags).filter((word) => !isMode(word));
const join = (...lists: readonly (readonly string[])[]): string => lists.flat().filter(Boolean).join('|');
/** The names of a table that is asked bit by bit, from one on. */
const byTable =
  (table: readonly string[], first = 6) =>
  (flags: number) =>
    join(
      modeOf(flags),
      table.filter((_, index) => (flags & (1 << (first + index))) !== 0),
    );
const mode = (answer: (mode: number) => string | undefined) => (flags: number) =>
  join([answer(flags & 3) ?? ''], namesOf(flags));

export const DECODE_CASES: readonly DecodeCase[] = [
  {
    what: 'the same for all',
    edits: [[JOIN, '"O_WRONLY|O_CREAT|O_TRUNC"']],
    decode: () => 'O_WRONLY|O_CREAT|O_TRUNC',
    id: 'decoded-constant',
    line: 'SetString(event, "O_WRONLY',
    says: /is O_WRONLY\|O_CREAT\|O_TRUNC in every event.*`flags\.Int32\(event\)`/,
  },
  {
    what: 'the handle in place of the number',
    edits: [['flagWords(number)', 'flagWords(int32(flags))']],
    decode: () => 'O_RDWR',
    id: 'decoded-constant',
    line: 'int32(flags)',
    says: /`flags` is no number/,
  },
  {
    what: 'the number itself',
    edits: [],
    decode: String,
    id: 'decoded-number',
    line: JOIN,
    says: /holds the number itself, such as \d+\. Make words of it: `flagWords`/,
  },
  {
    what: 'the number in hexadecimal',
    edits: [],
    decode: (flags) => `0x${flags.toString(16)}`,
    id: 'decoded-number',
    line: JOIN,
    says: /holds the number itself/,
  },
  {
    what: 'half the number',
    edits: [['flagWords(number)', 'flagWords(number >> 1)']],
    decode: (flags) => words(flags >> 1).join('|'),
    id: 'decoded-from-other-field',
    line: 'number >> 1',
    says: /is what `flags >> 1` decodes to/,
  },
  {
    what: 'nothing where the access mode is O_RDONLY',
    edits: [],
    decode: (flags) => ((flags & 3) === 0 ? '' : words(flags).join('|')),
    id: 'field-sometimes-set',
    line: JOIN,
    says: /empty exactly where the access mode is O_RDONLY/,
  },
  {
    what: 'nothing without O_CREAT',
    edits: [],
    decode: (flags) => (flags & 64 ? words(flags).join('|') : ''),
    id: 'field-sometimes-set',
    line: JOIN,
    says: /empty exactly where O_CREAT is not set/,
  },
  {
    what: 'no access mode',
    edits: [],
    decode: (flags) => namesOf(flags).join('|') || '-',
    id: 'access-mode-missing',
    line: '"O_RDONLY"',
    says: /lacks the access mode/,
  },
  {
    what: 'the lowest bit alone',
    edits: [['flags & 3', 'flags & 1']],
    decode: mode((number) => MODES[number & 1]),
    id: 'access-mode-wrong',
    line: 'flags & 1',
    says: /O_RDWR, `flags_decoded` says O_RDONLY\. It takes one bit alone/,
  },
  {
    what: 'the second bit alone',
    edits: [['flags & 3', 'flags & 2']],
    decode: mode((number) => MODES[number & 2]),
    id: 'access-mode-wrong',
    line: 'flags & 2',
    says: /O_WRONLY, `flags_decoded` says O_RDONLY\. It takes one bit alone/,
  },
  {
    what: 'a remainder',
    edits: [['flags & 3', 'flags % 3']],
    decode: (flags) => join([MODES[flags % 3] ?? ''], namesOf(flags)),
    id: 'access-mode-wrong',
    line: 'flags % 3',
    says: /depends on other bits than the two lowest/,
  },
  {
    what: 'two access modes mixed up',
    edits: [['"O_WRONLY", "O_RDWR"', '"O_RDWR", "O_WRONLY"']],
    decode: mode((number) => ['O_RDONLY', 'O_RDWR', 'O_WRONLY'][number]),
    id: 'access-mode-wrong',
    line: '"O_RDONLY"',
    says: /^Where the access mode is O_WRONLY, `flags_decoded` says O_RDWR/,
  },
  {
    what: 'O_RDONLY as if it were a bit',
    edits: [],
    decode: (flags) => join(['O_RDONLY'], (flags & 3) === 0 ? [] : modeOf(flags), namesOf(flags)),
    id: 'access-mode-wrong',
    line: '"O_RDONLY"',
    says: /stands in every event, also beside another/,
  },
  {
    what: 'no O_RDONLY',
    edits: [],
    decode: mode((number) => (number === 0 ? '' : MODES[number])),
    id: 'access-mode-wrong',
    line: '"O_RDONLY"',
    says: /^O_RDONLY is never named\. It is the number 0/,
  },
  {
    what: 'O_RDWR always',
    edits: [],
    decode: mode(() => 'O_RDWR'),
    id: 'access-mode-wrong',
    line: '"O_RDONLY"',
    says: /says O_RDWR in every event/,
  },
  {
    what: 'the access mode last',
    edits: [],
    decode: (flags) => join(namesOf(flags), modeOf(flags)),
    id: 'access-mode-wrong',
    line: '"O_RDONLY"',
    says: /^The access mode comes first/,
  },
  {
    what: 'an access mode that is misspelt',
    edits: [['"O_RDWR"', '"O_RDWRITE"']],
    decode: mode((number) => ['O_RDONLY', 'O_WRONLY', 'O_RDWRITE'][number]),
    id: 'access-mode-wrong',
    line: '"O_RDWRITE"',
    says: /is called `O_RDWRITE` here, and its name is `O_RDWR`/,
  },
  {
    what: 'the first flag at bit 7',
    edits: [['firstFlag = 6', 'firstFlag = 7']],
    decode: byTable(NAMES, 7),
    id: 'flag-names-shifted',
    line: 'firstFlag = 7',
    says: /^Each name stands for the bit after its own: `O_CREAT` for bit 7 in place of 6.*Here `7` is taken/,
  },
  {
    what: 'the first flag at bit 0',
    edits: [['firstFlag+i', 'i']],
    decode: byTable(NAMES, 0),
    id: 'flag-names-shifted',
    line: '"O_CREAT"',
    says: /the bit 6 places before its own/,
  },
  {
    what: 'a table that lacks a name',
    edits: [['\t"O_NOCTTY",\n', '']],
    decode: byTable(NAMES.filter((name) => name !== 'O_NOCTTY')),
    id: 'flag-names-shifted',
    line: '"O_TRUNC"',
    says: /^`O_NOCTTY` \(bit 8\) is missing in the table, so that from `O_TRUNC` on/,
  },
  {
    what: 'a table that has one too many',
    edits: [['\t"O_DSYNC",\n', '\t"O_SYNC",\n\t"O_DSYNC",\n']],
    decode: byTable(NAMES.flatMap((name) => (name === 'O_DSYNC' ? ['O_SYNC', name] : [name]))),
    id: 'flag-names-shifted',
    line: '"O_SYNC"',
    says: /In front of it stands `O_SYNC`, which is no flag/,
  },
  {
    what: 'a table that ends too early',
    edits: [['\t"O_CLOEXEC",\n', '']],
    decode: byTable(NAMES.slice(0, -1)),
    id: 'flag-missing',
    line: '"O_NOATIME"',
    says: /^`O_CLOEXEC` is never named, although it is set in some events: the module has no such name\. It belongs to bit 19\.$/,
  },
  {
    what: 'a loop that ends too early',
    edits: [],
    decode: byTable(NAMES.slice(0, -1)),
    id: 'flag-missing',
    line: 'for i, name := range flagNames',
    says: /The module has its name, so look at the bounds of this loop: bit 19/,
  },
  {
    what: '16 bits of the number',
    edits: [['if flags&', 'if uint16(flags)&']],
    decode: byTable(NAMES.slice(0, 10)),
    id: 'flag-missing',
    line: 'uint16(flags)',
    says: /`uint16` cuts the number down to 16 bits/,
  },
  {
    what: 'the first flag only',
    edits: [['\t\t\twords = append(words, name)\n', '\t\t\twords = append(words, name)\n\t\t\tbreak\n']],
    decode: (flags) => join(modeOf(flags), namesOf(flags).slice(0, 1)),
    id: 'flag-missing',
    line: 'break',
    says: /names only the first/,
  },
  {
    what: 'the last word only',
    edits: [['\t\t\twords = append(words, name)\n', '\t\t\twords = []string{name}\n']],
    decode: (flags) => words(flags).at(-1) ?? '',
    id: 'flag-missing',
    line: 'words = []string{name}',
    says: /names only the last/,
  },
  {
    what: 'no flag, as a bit is compared with 1',
    edits: [['(firstFlag+i)) != 0', '(firstFlag+i)) == 1']],
    decode: (flags) => join(modeOf(flags)),
    id: 'flag-missing',
    line: '== 1',
    says: /never 1: compare it with `!= 0`/,
  },
  {
    what: 'no flag at all',
    edits: [],
    decode: (flags) => join(modeOf(flags)),
    id: 'flag-missing',
    line: undefined,
    says: /names no flag at all, only the access mode/,
  },
  {
    what: 'two names mixed up',
    edits: [['\t"O_CREAT",\n\t"O_EXCL",\n', '\t"O_EXCL",\n\t"O_CREAT",\n']],
    decode: byTable(['O_EXCL', 'O_CREAT', ...NAMES.slice(2)]),
    id: 'flag-names-wrong',
    line: '"O_CREAT"',
    says: /^`O_CREAT` stands for bit 7, which is `O_EXCL`, and `O_EXCL` for bit 6, which is `O_CREAT`\.$/,
  },
  {
    what: 'a name that is misspelt',
    edits: [['"O_CREAT"', '"O_CREATE"']],
    decode: byTable(['O_CREATE', ...NAMES.slice(1)]),
    id: 'flag-names-wrong',
    line: '"O_CREATE"',
    says: /^There is no flag `O_CREATE`\. Bit 6 is called `O_CREAT`\.$/,
  },
  {
    what: 'a name in small letters',
    edits: [['"O_TRUNC"', '"o_trunc"']],
    decode: byTable(NAMES.map((name) => (name === 'O_TRUNC' ? 'o_trunc' : name))),
    id: 'flag-names-wrong',
    line: '"o_trunc"',
    says: /^There is no flag `o_trunc`\. Bit 9 is called `O_TRUNC`\.$/,
  },
  {
    what: 'every flag',
    edits: [],
    decode: (flags) => join(modeOf(flags), NAMES),
    id: 'flag-names-wrong',
    line: undefined,
    says: /names every flag in every event/,
  },
  {
    what: 'the flags that are not set',
    edits: [],
    decode: (flags) =>
      join(
        modeOf(flags),
        NAMES.filter((name) => !words(flags).includes(name)),
      ),
    id: 'flag-names-wrong',
    line: undefined,
    says: /exactly the flags that are not set/,
  },
  {
    what: 'a number that lost its octal 0',
    edits: [
      [
        'for i, name := range flagNames {',
        'if flags&200 != 0 {\n\t\twords = append(words, "O_EXCL")\n\t}\n\tfor i, name := range flagNames {',
      ],
      ['\t"O_EXCL",\n', '\t"",\n'],
    ],
    decode: (flags) =>
      join(
        modeOf(flags),
        NAMES.filter((name, index) => (flags & (name === 'O_EXCL' ? 200 : 1 << (6 + index))) !== 0),
      ),
    id: 'flag-names-wrong',
    line: 'flags&200',
    says: /`200` is its number in octal, and so needs a 0 in front: `0200`/,
  },
  {
    what: 'the highest bit first',
    edits: [],
    decode: (flags) => join(modeOf(flags), namesOf(flags).reverse()),
    id: 'flag-order',
    line: '"O_CREAT"',
    says: /their order is not/,
  },
  {
    what: 'a word that is no flag',
    edits: [['\treturn words\n', '\treturn append(words, "O_FILE")\n']],
    decode: (flags) => join(words(flags), ['O_FILE']),
    id: 'superfluous-word',
    line: '"O_FILE"',
    says: /and O_FILE is no flag of the course's table/,
  },
  {
    what: 'the number behind the words',
    edits: [],
    decode: (flags) => join(words(flags), [`0x${flags.toString(16)}`]),
    id: 'superfluous-word',
    line: undefined,
    says: /and 0x[0-9a-f]+ is no flag/,
  },
  ...[
    [', ', ', "', /holds O_\w+, O_\w+/],
    ['', '', /holds O_RD\w*O_\w+|holds O_WR\w*O_\w+/],
    ['||', '||', /holds O_\w+\|\|O_\w+[^.]*\.$/],
  ].map(([separator, , says]) => ({
    what: `"${separator}" between the words`,
    edits: [['"|"', JSON.stringify(separator)] as Edit],
    decode: (flags: number) => words(flags).join(separator as string),
    id: 'wrong-separator',
    line: 'strings.Join',
    says: says as RegExp,
  })),
  {
    what: 'a bar behind the last word',
    edits: [],
    decode: (flags) => `${words(flags).join('|')}|`,
    id: 'wrong-separator',
    line: 'strings.Join',
    says: /between two words only, and none at the beginning or the end/,
  },
  {
    what: 'empty words between the others',
    edits: [],
    decode: (flags) =>
      [...modeOf(flags), ...NAMES.map((name) => (words(flags).includes(name) ? name : ''))].join('|'),
    id: 'wrong-separator',
    line: 'strings.Join',
    says: /Empty words are joined, too/,
  },
  {
    what: 'Go’s way to print a list',
    edits: [[JOIN, 'fmt.Sprint(flagWords(number))']],
    decode: (flags) => `[${words(flags).join(' ')}]`,
    id: 'wrong-separator',
    line: undefined,
    says: /That is how Go prints a list/,
  },
];
