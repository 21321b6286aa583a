import type { WitnessRecord } from '../../../model/capture.ts';
import { ACCESS_MODES, FIRST_FLAG_BIT, OPEN_FLAGS } from '../../../model/open-flags.ts';
import { isPathOf } from '../../paths.ts';

/** What some calls have in common and all others lack. */
export interface Property {
  /** What such a call is, after "calls": `that open for writing`. */
  readonly words: string;
  /** Matches a condition of a program that may be about it. */
  readonly topic: RegExp;
  readonly holds: (record: WitnessRecord, index: number) => boolean;
}

const FLAGS = /flag|\bO_[A-Z]+|acc|mode|args\s*\[\s*[12]\s*\]|writ|read|creat/i;
const USER = /uid|gid|user|root|cred/i;
const THREAD = /tid|pid|tgid|thread/i;
const PATH = /name|path|file|len|\[\s*\w+\s*\]|args\s*\[\s*[01]\s*\]|\bret\b|\bn\b|strncmp|memcmp/i;
const COMM = /comm|task|proc|name/i;
const MODE = /mode|args\s*\[\s*[23]\s*\]|perm/i;

/**
 * The first property that all the missing have and none of those that are there; plain ones come first. Undefined
 * where nothing tells them apart.
 */
export function sharedProperty(
  missing: readonly WitnessRecord[],
  present: readonly WitnessRecord[],
): Property | undefined {
  if (missing.length === 0) return undefined;
  const all = [...PROPERTIES, ...drawnFrom(missing, present)];
  return all.find(
    ({ holds }) => missing.every((record) => holds(record, 0)) && !present.some((record) => holds(record, 0)),
  );
}

function flagsOf({ syscall, args }: WitnessRecord): number {
  return Number(BigInt.asIntN(32, args[syscall === 'open' ? 1 : 2] ?? 0n));
}

function modeOf({ syscall, args }: WitnessRecord): number {
  return Number(BigInt.asUintN(32, args[syscall === 'open' ? 2 : 3] ?? 0n));
}

function lengthOf({ path }: WitnessRecord): number {
  return path?.length ?? -1;
}

const PROPERTIES: readonly Property[] = [
  {
    words: 'made with `open`',
    topic: /open|syscall|\bid\b|\bnr\b/i,
    holds: ({ syscall }) => syscall === 'open',
  },
  {
    words: 'made with `openat`',
    topic: /openat|syscall|\bid\b|\bnr\b/i,
    holds: ({ syscall }) => syscall === 'openat',
  },
  { words: 'that open for reading only', topic: FLAGS, holds: (record) => (flagsOf(record) & 3) === 0 },
  { words: 'that open for more than reading', topic: FLAGS, holds: (record) => (flagsOf(record) & 3) !== 0 },
  ...ACCESS_MODES.flatMap((name, mode): Property[] => [
    {
      words: `with the access mode ${name}`,
      topic: FLAGS,
      holds: (record) => (flagsOf(record) & 3) === mode,
    },
    {
      words: `with another access mode than ${name}`,
      topic: FLAGS,
      holds: (record) => (flagsOf(record) & 3) !== mode,
    },
  ]),
  { words: 'with the bit of O_WRONLY', topic: FLAGS, holds: (record) => (flagsOf(record) & 1) !== 0 },
  { words: 'without the bit of O_WRONLY', topic: FLAGS, holds: (record) => (flagsOf(record) & 1) === 0 },
  { words: 'with the bit of O_RDWR', topic: FLAGS, holds: (record) => (flagsOf(record) & 2) !== 0 },
  { words: 'without the bit of O_RDWR', topic: FLAGS, holds: (record) => (flagsOf(record) & 2) === 0 },
  ...OPEN_FLAGS.flatMap((name, index): Property[] => [
    { words: `with ${name}`, topic: FLAGS, holds: (record) => hasBit(record, index + FIRST_FLAG_BIT) },
    { words: `without ${name}`, topic: FLAGS, holds: (record) => !hasBit(record, index + FIRST_FLAG_BIT) },
  ]),
  { words: 'whose flags are 0', topic: FLAGS, holds: (record) => flagsOf(record) === 0 },
  { words: 'whose flags are not 0', topic: FLAGS, holds: (record) => flagsOf(record) !== 0 },
  { words: 'whose flags are negative as an int', topic: FLAGS, holds: (record) => flagsOf(record) < 0 },
  { words: 'of root', topic: USER, holds: ({ uid }) => uid === 0 },
  { words: 'of other users than root', topic: USER, holds: ({ uid }) => uid !== 0 },
  { words: 'of the group 0', topic: USER, holds: ({ gid }) => gid === 0 },
  { words: 'of other groups than 0', topic: USER, holds: ({ gid }) => gid !== 0 },
  { words: 'made by threads', topic: THREAD, holds: ({ pid, tid }) => pid !== tid },
  { words: "made by a process's first thread", topic: THREAD, holds: ({ pid, tid }) => pid === tid },
  { words: 'with an absolute path', topic: PATH, holds: (record) => isPathOf('absolute', record) },
  { words: 'without an absolute path', topic: PATH, holds: (record) => !isPathOf('absolute', record) },
  { words: 'with a relative path', topic: PATH, holds: (record) => isPathOf('relative', record) },
  { words: 'with an empty path', topic: PATH, holds: (record) => isPathOf('empty', record) },
  { words: 'whose path cannot be read', topic: PATH, holds: (record) => isPathOf('unreadable', record) },
  {
    words: 'whose path is empty or cannot be read',
    topic: PATH,
    holds: ({ path }) => (path?.length ?? 0) === 0,
  },
  { words: 'whose path is not UTF-8', topic: PATH, holds: (record) => isPathOf('non-utf8', record) },
  { words: 'with the mode 0', topic: MODE, holds: (record) => modeOf(record) === 0 },
  { words: 'with another mode than 0', topic: MODE, holds: (record) => modeOf(record) !== 0 },
  { words: 'of tasks with an odd process id', topic: THREAD, holds: ({ pid }) => pid % 2 === 1 },
  { words: 'of tasks with an even process id', topic: THREAD, holds: ({ pid }) => pid % 2 === 0 },
  { words: 'of threads with an odd id', topic: THREAD, holds: ({ tid }) => tid % 2 === 1 },
  { words: 'of threads with an even id', topic: THREAD, holds: ({ tid }) => tid % 2 === 0 },
];

function hasBit(record: WitnessRecord, bit: number): boolean {
  return (flagsOf(record) & (1 << bit)) !== 0;
}

/** Properties that depend on what there is: one value that all have, or a limit between both. */
function drawnFrom(
  missing: readonly WitnessRecord[],
  present: readonly WitnessRecord[],
): readonly Property[] {
  const comms = new Set(missing.map(({ comm }) => comm));
  const otherComms = new Set(present.map(({ comm }) => comm));
  const shortest = Math.min(...missing.map(lengthOf));
  const longest = Math.max(...missing.map(lengthOf));
  const [onlyComm = ''] = comms;
  const [keptComm = ''] = otherComms;
  return [
    { words: `of \`${onlyComm}\``, topic: COMM, holds: ({ comm }) => comms.size === 1 && comm === onlyComm },
    {
      words: `of others than \`${keptComm}\``,
      topic: COMM,
      holds: ({ comm }) => otherComms.size === 1 && comm !== keptComm,
    },
    {
      words: `with a path of ${shortest} bytes or more`,
      topic: PATH,
      holds: (record) => shortest > 0 && lengthOf(record) >= shortest,
    },
    {
      words: `with a path of ${longest} bytes or fewer`,
      topic: PATH,
      holds: (record) => longest > 0 && lengthOf(record) <= longest,
    },
  ];
}
