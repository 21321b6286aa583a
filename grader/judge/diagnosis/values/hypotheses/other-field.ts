import type { WitnessRecord } from '../../../../model/capture.ts';
import type { WitnessField } from '../../../../model/check-spec.ts';
import { fitNumbers } from '../fit.ts';
import { fitTexts } from '../fit-texts.ts';
import { type Held, holds, sightWay } from '../held.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { WORDS } from '../knowledge.ts';
import type { Scope } from '../scope.ts';
import { placeOf, sight } from '../sighting.ts';

interface Known extends Held {
  readonly of: (record: WitnessRecord, scope: Scope) => bigint | undefined;
  /** Whether a way of that value through the source, all its steps one after another, says the same. */
  readonly shows: (way: string) => boolean;
}

const task = (
  field: WitnessField & ('pid' | 'tid' | 'uid' | 'gid' | 'parentPid' | 'mntns'),
  shows: Known['shows'],
): Known => ({ key: field, words: WORDS[field], of: (record) => BigInt(record[field]), shows });

const shifts = (way: string): boolean => />>=?\s*32\b/.test(way);
const READS_PARENT = /parent/;

/** What the witness knows of a task and its call besides the arguments. */
const NUMBERS: readonly Known[] = [
  task(
    'pid',
    (way) => (/pid_tgid/.test(way) && shifts(way)) || (/\btgid\b/.test(way) && !READS_PARENT.test(way)),
  ),
  task(
    'tid',
    (way) =>
      (/bpf_get_current_pid_tgid/.test(way) && !shifts(way)) ||
      (/(->|,)\s*pid\b/.test(way) && !READS_PARENT.test(way)),
  ),
  task('uid', (way) => /uid_gid/.test(way) && !shifts(way)),
  task('gid', (way) => /uid_gid/.test(way) && shifts(way)),
  task('parentPid', (way) => READS_PARENT.test(way)),
  task('mntns', (way) => /mnt_?ns/.test(way)),
  {
    key: 'syscall',
    words: 'the number of the system call',
    of: ({ syscall }, { facts }) => numberOfCall(syscall, facts.capture.architecture),
    shows: (way) => /(->|,)\s*(nr|id)\b/.test(way),
  },
  {
    key: 'length',
    words: 'the number of bytes that were copied of the path, or an error below 0',
    of: ({ path }) => (path === undefined ? -14n : BigInt(path.length + 1)),
    shows: (way) => /\bbpf_probe_read_(user_)?str\b/.test(way),
  },
];

/** `asm/unistd.h` */
function numberOfCall(syscall: string, architecture: string): bigint | undefined {
  if (architecture === 'arm64') return syscall === 'openat' ? 56n : undefined;
  return syscall === 'openat' ? 257n : 2n;
}

/** A member of `struct gadget_process` that holds what belongs to another, or the flags something that is no argument. */
export const otherField: Hypothesis = {
  id: 'value-from-other-field',
  meaning:
    'A field holds something else that is known of the task or its call: the thread id for the process id, the group for the user.',
  example: {
    code: 'event->proc.pid = bpf_get_current_pid_tgid();',
    message:
      '`proc.pid` always holds the thread id. The process id is the upper half of what `bpf_get_current_pid_tgid()` gives: shift that right by 32. `gadget_process_populate()` fills it in.',
  },
  test: (scope) => [
    ...NUMBERS.flatMap((known) => testNumber(scope, known)),
    ...TEXTS.flatMap((field) => testText(scope, field)),
  ],
};

function testNumber(scope: Scope, known: Known): readonly Candidate[] {
  if (known.key === scope.suspect.witness) return [];
  const fit = fitNumbers(scope, ({ record }) => known.of(record, scope));
  return fit === undefined ? [] : [holds(scope, fit, known, sightWay(scope, known.shows))];
}

const TEXTS = ['path', 'comm', 'parentComm'] as const;

function testText(scope: Scope, field: (typeof TEXTS)[number]): readonly Candidate[] {
  if (field === scope.suspect.witness) return [];
  const fit = fitTexts(scope, ({ record }) =>
    field === 'path' ? (record.path ?? new Uint8Array()) : Buffer.from(record[field]),
  );
  if (fit === undefined) return [];
  const pattern = { path: /\bargs\b/, comm: /comm/, parentComm: READS_PARENT }[field];
  const sightings = sight(scope, ({ text }) => pattern.test(text));
  const copy = scope.origins.find(
    ({ write }) => field === 'comm' && write.copy?.callee === 'bpf_get_current_comm',
  );
  const shown = sightings && placeOf(sightings[0].origin.write.at);
  return [
    {
      ...holds(scope, fit, { key: field, words: WORDS[field] }, undefined),
      shown: shown ?? (copy && placeOf(copy.write.at)),
    },
  ];
}
