import { describe, expect, test } from 'vitest';
import { HYPOTHESES } from '../../../../grader/judge/diagnosis/values/hypotheses/list.ts';
import { VALUE_RULES } from '../../../../grader/judge/diagnosis/values/rules.ts';
import type { Edit } from '../../../support/workspace.ts';
import { type Gadget, SOLUTION, type Values, writing } from '../../gadget.ts';
import type { Opening } from '../../world.ts';
import { lineOf, program, said } from './program.ts';

const right = ({ syscall, args }: Opening): bigint => args[syscall === 'open' ? 1 : 2] ?? 0n;
const changed = (change: (flags: bigint) => bigint): Gadget =>
  writing((opening) => ({ flags: change(right(opening)) }));
const bytes = (...parts: (Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));
const path = ({ path: read }: Opening): Uint8Array => read ?? new Uint8Array();

/** A rule's example as a program: what is written otherwise, what its events then hold, and the line to mend. */
interface Example {
  readonly edits: readonly Edit[];
  readonly gadget: Gadget;
  readonly line: string;
  readonly step?: string;
  readonly explains: readonly string[];
}

const ASSIGNS = 'event->flags = flags;';
const POPULATES = 'gadget_process_populate(&event->proc);';
const READS = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);';
const FLAGS = ['openat-flags', 'open-flags'];
const NAMES = ['short', 'long', 'odd', 'relative-absolute'];

const written = (code: string, gadget: Gadget): Example => ({
  edits: [[ASSIGNS, code]],
  gadget,
  line: code.split('\n').at(-1)?.trim() ?? code,
  explains: FLAGS,
});

/** The value of the event before, in the order of the ring. */
function oneLate(): Gadget {
  let last = 0n;
  return writing((opening) => {
    const flags = last;
    last = right(opening);
    return { flags };
  });
}

/** Nothing is written for some: 0x7e7e7e7e is there from the calls that wore the ring in. */
const sometimes = (condition: (flags: bigint) => boolean): Gadget =>
  changed((flags) => (condition(flags) ? flags : 0x7e7e7e7en));

const EXAMPLES: Readonly<Record<string, Example>> = {
  'value-from-other-argument': {
    edits: [['(int)ctx->args[2]', '(int)ctx->args[3]']],
    gadget: writing(({ syscall, args }): Values => (syscall === 'openat' ? { flags: args[3] ?? 0n } : {})),
    line: 'args[3]',
    explains: ['openat-flags'],
  },
  'value-from-other-field': {
    edits: [[POPULATES, 'fill(&event->proc);\n\tevent->proc.pid = bpf_get_current_pid_tgid();']],
    gadget: writing(({ tid }) => ({ 'proc.pid': tid })),
    line: 'event->proc.pid',
    explains: ['00/pid'],
  },
  'value-constant': written(
    'event->flags = 577;',
    changed(() => 577n),
  ),
  'value-of-earlier-event': {
    edits: [
      [ASSIGNS, 'event->flags = last;\n\tlast = flags;'],
      [
        'static __always_inline int handle_open',
        'static int last;\n\nstatic __always_inline int handle_open',
      ],
    ],
    gadget: oneLate(),
    line: 'event->flags = last',
    explains: FLAGS,
  },
  'value-truncated': {
    edits: [['const char *filename, int flags)', 'const char *filename, __u16 flags)']],
    gadget: changed((flags) => flags & 0xffffn),
    line: '__u16 flags',
    explains: FLAGS,
  },
  'value-sign-extended': {
    edits: [
      [
        POPULATES,
        `${POPULATES}\n\tstruct task_struct *task = (struct task_struct *)bpf_get_current_task();\n\tevent->proc.mntns_id = (int)BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);`,
      ],
    ],
    gadget: writing(({ mntns }) => ({ 'proc.mntns_id': BigInt.asIntN(32, mntns) })),
    line: 'event->proc.mntns_id',
    explains: ['00/mntns-id'],
  },
  'value-masked': written(
    'event->flags = flags & 3;',
    changed((flags) => flags & 3n),
  ),
  'value-shifted': written(
    'event->flags = flags >> 6;',
    changed((flags) => flags >> 6n),
  ),
  'value-byte-swapped': written('event->flags = bpf_htonl(flags);', changed(swapped)),
  'value-offset': written(
    'event->flags = flags + 1;',
    changed((flags) => flags + 1n),
  ),
  'value-inverted': written(
    'event->flags = ~flags;',
    changed((flags) => ~flags),
  ),
  'value-is-address': written(
    'event->flags = (int)(long)&flags;',
    writing((_, now) => ({ flags: 0xc000_0a00n + (now % 7n) * 64n })),
  ),
  'value-from-other-clock': written(
    'event->flags = bpf_ktime_get_boot_ns();',
    writing((_, now) => ({ flags: now + 90n })),
  ),
  'value-of-neighbour': {
    edits: [
      [ASSIGNS, ''],
      [READS, 'event->flags = flags;\n\tbpf_probe_read_user(&event->filename, 260, filename);'],
    ],
    gadget: writing((_, now) => ({ flags: (now * 2654435761n) % 0x1_0000_0000n })),
    line: 'bpf_probe_read_user(',
    explains: FLAGS,
  },
  'value-sometimes-set': {
    edits: [[ASSIGNS, 'if (flags & O_CREAT)\n\t\tevent->flags = flags;']],
    gadget: sometimes((flags) => (flags & 0x40n) !== 0n),
    line: 'if (flags & O_CREAT)',
    explains: FLAGS,
  },
  'text-from-other-argument': {
    step: '01',
    edits: [['(const char *)ctx->args[0]', '(const char *)ctx->args[1]']],
    gadget: writing(({ syscall }): Values => (syscall === 'open' ? { filename: '' } : {})),
    line: '(const char *)ctx->args[1], (int)ctx->args[1]',
    explains: NAMES,
  },
  'text-cut': {
    step: '01',
    edits: [[READS, 'bpf_probe_read_user_str(&event->filename, sizeof(filename), filename);']],
    gadget: writing((opening) => ({ filename: path(opening).subarray(0, 7) })),
    line: 'sizeof(filename)',
    explains: ['long'],
  },
  'text-without-end': {
    step: '01',
    edits: [['bpf_probe_read_user_str(', 'bpf_probe_read_user(']],
    gadget: writing((opening) => ({ filename: bytes(path(opening), '\0').subarray(0, 256) })),
    line: 'bpf_probe_read_user(',
    explains: ['long'],
  },
  'text-shifted': {
    step: '01',
    edits: [['sizeof(event->filename), filename)', 'sizeof(event->filename), filename + 1)']],
    gadget: writing((opening) => ({ filename: path(opening).subarray(1, 256) })),
    line: 'filename + 1',
    explains: NAMES,
  },
};

function swapped(flags: bigint): bigint {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(Number(BigInt.asUintN(32, flags)));
  return BigInt(four.readUInt32BE());
}

describe('every rule says of its own example what it claims to say', () => {
  test.each(VALUE_RULES.map(({ id, example }) => [id, example.message] as const))('%s', (id, message) => {
    const example = EXAMPLES[id];
    if (example === undefined) throw new Error(`no example of ${id}`);
    const text = program(...example.edits);
    for (const seed of [4711, 1, 998, 1995]) {
      const found = said(example.step ?? '02', example.gadget, text, seed);
      expect(found.map((one) => [one.id, one.message, one.place?.line])).toEqual([
        [id, message, lineOf(text, example.line)],
      ]);
      expect(found[0]?.explains).toEqual(expect.arrayContaining([...example.explains]));
    }
  });

  test('and no hypothesis is without a rule', () => {
    expect(VALUE_RULES.map(({ id }) => id)).toEqual([...new Set(HYPOTHESES.map(({ id }) => id))]);
  });
});

test('a right program is not spoken of', () => {
  expect(said('02', SOLUTION, program())).toEqual([]);
});
