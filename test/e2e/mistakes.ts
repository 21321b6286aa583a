import type { Edit } from '../support/workspace.ts';

/** A mistake in the solution of a step, and what the verdict of that step must say about it. */
export interface Mistake {
  readonly what: string;
  readonly edits: readonly Edit[];
  /** The task that it breaks; undefined where the mistake concerns an earlier step. */
  readonly task?: string;
  /** The step's own checks that must fail. */
  readonly failed?: readonly string[];
  /** The earlier steps' checks that must fail. */
  readonly kept?: readonly string[];
  /** Checks that may fail as well, because they see the same wrong value or luck is in it; no others may. */
  readonly also?: readonly string[];
  readonly diagnosis?: string;
}

export const OPENAT_ENTRY = `SEC("tracepoint/syscalls/sys_enter_openat")
int openat_entry(struct syscall_trace_enter *ctx)
`;
const OPEN_ENTRY = `SEC("tracepoint/syscalls/sys_enter_open")
int open_entry(struct syscall_trace_enter *ctx)
`;
const FILTER = '\tif (gadget_should_discard_data_current())\n\t\treturn 0;\n';
const NULL_CHECK = '\tif (!event)\n\t\treturn 0;\n';
const CLOCK = 'event->timestamp_raw = bpf_ktime_get_boot_ns();';
const SUBMIT = '\tgadget_submit_buf(ctx, &events, event, sizeof(*event));';
const POPULATE = 'gadget_process_populate(&event->proc);';
const READ = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);';

/** A statement right before the event is submitted. */
const atLast = (statement: string): Edit => [SUBMIT, `\t${statement}\n${SUBMIT}`];
/** A statement right after the filter. */
const atFirst = (statement: string): Edit => [FILTER, `${FILTER}\t${statement}\n`];
const clock = (value: string): Edit => [CLOCK, `event->timestamp_raw = ${value};`];

const EVERY_SECOND: readonly Edit[] = [
  ['static __always_inline', 'static __u32 calls;\n\nstatic __always_inline'],
  atFirst('if (calls++ & 1)\n\t\treturn 0;'),
];

const COARSE = `static __u64 (*coarse_ns)(void) = (void *)160;

static __always_inline int handle_open`;
const TAI = `static __u64 (*tai_ns)(void) = (void *)208;

static __always_inline int handle_open`;

export const MISTAKES: Readonly<Record<'00' | '01' | '02', readonly Mistake[]>> = {
  '00': [
    {
      what: 'each openat is submitted twice',
      edits: [[`${OPENAT_ENTRY}{\n`, `${OPENAT_ENTRY}{\n\thandle_open(ctx);\n`]],
      task: 'template',
      failed: ['once-openat'],
    },
    {
      what: 'each open is submitted twice',
      edits: [[`${OPEN_ENTRY}{\n`, `${OPEN_ENTRY}{\n\thandle_open(ctx);\n`]],
      task: 'open',
      failed: ['once-open'],
    },
    {
      what: 'every second event is dropped',
      edits: EVERY_SECOND,
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'only threads of odd id are reported',
      edits: [atFirst('if ((bpf_get_current_pid_tgid() & 1) == 0)\n\t\treturn 0;')],
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'opens for writing are dropped',
      edits: [
        [`${OPENAT_ENTRY}{\n`, `${OPENAT_ENTRY}{\n\tif (ctx->args[2] & 1)\n\t\treturn 0;\n`],
        [`${OPEN_ENTRY}{\n`, `${OPEN_ENTRY}{\n\tif (ctx->args[1] & 1)\n\t\treturn 0;\n`],
      ],
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'only root is reported',
      edits: [atFirst('if ((__u32)bpf_get_current_uid_gid())\n\t\treturn 0;')],
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'only first threads are reported',
      edits: [
        atFirst('__u64 ids = bpf_get_current_pid_tgid();\n\tif ((__u32)ids != ids >> 32)\n\t\treturn 0;'),
      ],
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'no event is ever submitted',
      edits: [[SUBMIT, '\tgadget_discard_buf(event);']],
      task: 'template',
      failed: ['complete-openat', 'complete-open'],
    },
    {
      what: 'openat is not traced',
      edits: [[`${OPENAT_ENTRY}{\n\treturn handle_open(ctx);\n}\n`, '']],
      task: 'template',
      failed: ['complete-openat'],
    },
    {
      what: 'openat2 is traced as well',
      edits: [
        [
          OPENAT_ENTRY,
          `${OPENAT_ENTRY.replaceAll('openat', 'openat2')}{\n\treturn handle_open(ctx);\n}\n\n${OPENAT_ENTRY}`,
        ],
      ],
      task: 'process',
      failed: ['confined'],
      // The event of an openat2 looks like a second one of the call before it.
      also: ['once-openat', 'once-open'],
    },
    {
      what: 'openat is traced where it ends',
      edits: [['sys_enter_openat', 'sys_exit_openat']],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the container filter is gone',
      edits: [[FILTER, '']],
      task: 'process',
      failed: ['confined'],
    },
    {
      what: 'the container filter is turned round',
      edits: [['if (gadget_should', 'if (!gadget_should']],
      task: 'template',
      failed: ['complete-openat', 'complete-open', 'confined'],
    },
    {
      what: 'pid holds the thread',
      edits: [atLast('event->proc.pid = (__u32)bpf_get_current_pid_tgid();')],
      task: 'process',
      failed: ['pid'],
    },
    {
      what: 'tid holds the process',
      edits: [atLast('event->proc.tid = bpf_get_current_pid_tgid() >> 32;')],
      task: 'process',
      failed: ['tid'],
      // An event of a thread may meet a call that its process made in the same moment.
      also: ['comm'],
    },
    {
      what: 'pid holds the parent',
      edits: [atLast('event->proc.pid = event->proc.parent.pid;')],
      task: 'process',
      failed: ['pid'],
    },
    {
      what: 'user and group are swapped',
      edits: [
        atLast('event->proc.creds.uid = bpf_get_current_uid_gid() >> 32;'),
        [
          'event->proc.creds.uid =',
          'event->proc.creds.gid = (__u32)bpf_get_current_uid_gid();\n\tevent->proc.creds.uid =',
        ],
      ],
      task: 'process',
      failed: ['uid', 'gid'],
    },
    {
      what: 'user and group are always root',
      edits: [atLast('event->proc.creds.uid = 0;\n\tevent->proc.creds.gid = 0;')],
      task: 'process',
      failed: ['uid', 'gid'],
    },
    {
      what: 'comm is a constant',
      edits: [atLast('__builtin_memcpy(event->proc.comm, "sh", 3);')],
      task: 'process',
      failed: ['comm'],
    },
    {
      what: 'the parent is not told',
      edits: [
        atLast(
          'event->proc.parent.pid = 0;\n\t__builtin_memset(event->proc.parent.comm, 0, sizeof(event->proc.parent.comm));',
        ),
      ],
      task: 'process',
      failed: ['parent-comm', 'parent-pid'],
    },
    {
      what: 'mntns_id is off by one',
      edits: [atLast('event->proc.mntns_id += 1;')],
      task: 'process',
      failed: ['mntns-id'],
    },
    {
      what: 'the process is never filled in',
      edits: [[POPULATE, '']],
      task: 'process',
      failed: ['comm', 'pid', 'tid', 'mntns-id', 'parent-comm', 'parent-pid'],
      also: ['timestamp', 'uid', 'gid'],
    },
    {
      what: 'the clock is the monotonic one',
      edits: [clock('bpf_ktime_get_ns()')],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the clock is the wall clock',
      edits: [['static __always_inline int handle_open', TAI], clock('tai_ns()')],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the clock is the coarse one',
      edits: [['static __always_inline int handle_open', COARSE], clock('coarse_ns()')],
      task: 'template',
      // The kernel does not offer it to programs on tracepoints.
      failed: ['loads'],
      diagnosis: 'refused-by-kernel',
    },
    {
      what: 'the timestamp is 0',
      edits: [clock('0')],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the timestamp is 0 though the clock is read',
      edits: [clock('bpf_ktime_get_boot_ns() * 0')],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the timestamp is in microseconds',
      edits: [clock('bpf_ktime_get_boot_ns() / 1000')],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the timestamp is never taken',
      edits: [[`\t${CLOCK}\n`, '']],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the timestamp has no type of its own',
      edits: [['gadget_timestamp timestamp_raw', '__u64 timestamp_raw']],
      task: 'template',
      failed: ['timestamp'],
    },
    {
      what: 'the license is missing',
      edits: [['char LICENSE[] SEC("license") = "GPL";', '']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'refused-by-kernel',
    },
    {
      what: 'the reserved room is not checked for NULL',
      edits: [[NULL_CHECK, '']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'refused-by-kernel',
    },
    {
      what: 'the reserved room is not given back on one path',
      edits: [atLast('if (event->timestamp_raw & 1)\n\t\treturn 0;')],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'refused-by-kernel',
    },
    {
      what: 'the tracepoint does not exist',
      edits: [['sys_enter_openat', 'sys_enter_opennat']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'no-such-tracepoint',
    },
    {
      what: 'GADGET_TRACER names a struct that is not there',
      edits: [['GADGET_TRACER(open, events, event);', 'GADGET_TRACER(open, events, evnt);']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'tracer-markers',
    },
    {
      what: 'GADGET_TRACER names a map that is not there',
      edits: [['GADGET_TRACER(open, events, event);', 'GADGET_TRACER(open, evnts, event);']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'tracer-markers',
    },
    {
      what: 'GADGET_TRACER is missing',
      edits: [['GADGET_TRACER(open, events, event);\n', '']],
      task: 'template',
      failed: ['loads'],
      diagnosis: 'tracer-markers',
    },
    {
      what: 'a semicolon is missing',
      edits: [[`${CLOCK}`, 'event->timestamp_raw = bpf_ktime_get_boot_ns()']],
      task: 'template',
      failed: ['builds'],
      diagnosis: 'compile-error',
    },
    {
      what: 'an include is missing',
      edits: [['#include <gadget/buffer.h>\n', '']],
      task: 'template',
      failed: ['builds'],
      diagnosis: 'compile-error',
    },
    {
      what: 'an include is misspelt',
      edits: [['#include <gadget/buffer.h>', '#include <gadget/bufer.h>']],
      task: 'template',
      failed: ['builds'],
      diagnosis: 'compile-error',
    },
  ],
  '01': [
    {
      what: 'the name is always bar',
      edits: [[READ, '__builtin_memcpy(event->filename, "bar", 4);']],
      task: 'copy',
      failed: ['short', 'long', 'unreadable'],
      also: ['odd', 'relative-absolute'],
    },
    {
      what: 'the name is too short a member',
      edits: [['char filename[256]', 'char filename[64]']],
      task: 'column',
      failed: ['filename'],
    },
    {
      what: 'the name is a pointer',
      edits: [
        ['char filename[256]', 'const char *filename'],
        [READ, 'event->filename = filename;'],
      ],
      task: 'column',
      failed: ['filename'],
    },
    {
      what: 'the member has another name',
      edits: [
        ['char filename[256]', 'char path[256]'],
        [READ, 'bpf_probe_read_user_str(&event->path, sizeof(event->path), filename);'],
      ],
      task: 'column',
      failed: ['filename'],
    },
    {
      what: 'sizeof is that of the pointer',
      edits: [[READ, 'bpf_probe_read_user_str(&event->filename, sizeof(filename), filename);']],
      task: 'copy',
      failed: ['long'],
      also: ['odd', 'relative-absolute'],
    },
    {
      what: 'the copy is cut to 16 bytes',
      edits: [[READ, 'bpf_probe_read_user_str(&event->filename, 16, filename);']],
      task: 'copy',
      failed: ['long'],
      also: ['relative-absolute'],
    },
    {
      what: 'the copy is one byte shorter than the array',
      edits: [[READ, 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename) - 1, filename);']],
      task: 'copy',
      failed: ['long'],
      also: ['relative-absolute'],
    },
    {
      what: "the kernel's memory is read",
      edits: [['bpf_probe_read_user_str', 'bpf_probe_read_kernel_str']],
      task: 'copy',
      failed: ['user-memory'],
      also: ['short', 'long', 'odd', 'relative-absolute'],
    },
    {
      what: 'the bytes are copied without an end',
      edits: [['bpf_probe_read_user_str', 'bpf_probe_read_user']],
      task: 'copy',
      failed: ['long'],
      also: ['short', 'odd', 'unreadable', 'relative-absolute'],
    },
    {
      what: 'the name of openat is taken from the folder',
      edits: [['ctx->args[1]', 'ctx->args[0]']],
      task: 'copy',
      failed: ['short', 'long'],
      also: ['odd', 'relative-absolute'],
    },
    {
      what: 'the name of open is taken from the flags',
      edits: [['(const char *)ctx->args[0]', '(const char *)ctx->args[1]']],
      task: 'copy',
      failed: ['short', 'long'],
      also: ['odd', 'relative-absolute'],
    },
    {
      what: 'events without a readable name are dropped',
      edits: [[READ, `if (${READ.slice(0, -1)} < 0) {\n\t\tgadget_discard_buf(event);\n\t\treturn 0;\n\t}`]],
      task: 'copy',
      kept: ['00/complete-openat', '00/complete-open'],
    },
    {
      what: 'the name is copied from where the call ends',
      edits: [['sys_enter_openat', 'sys_exit_openat']],
      task: 'column',
      failed: [],
      diagnosis: 'reads-beyond-arguments',
    },
  ],
  '02': [
    {
      what: 'flags are only set where there are any',
      edits: [['event->flags = flags;', 'if (flags)\n\t\tevent->flags = flags;']],
      task: 'flags',
      failed: ['openat-flags'],
      also: ['open-flags'],
    },
    {
      what: 'flags without the bits that have no name',
      edits: [['event->flags = flags;', 'event->flags = flags & 0xfffff;']],
      task: 'flags',
      failed: ['openat-flags', 'open-flags'],
    },
    {
      what: 'the name is read with a fixed size, past its end',
      edits: [[READ, 'bpf_probe_read_user(&event->filename, 255, filename);']],
      kept: ['01/short', '01/long', '01/relative-absolute'],
      also: ['01/odd'],
    },
    {
      what: 'another clock behind a call of the right one',
      edits: [
        [
          CLOCK,
          'volatile __u64 now = bpf_ktime_get_boot_ns();\n\tevent->timestamp_raw = bpf_ktime_get_ns();',
        ],
      ],
      kept: ['00/timestamp'],
    },
    {
      what: 'the tasks that would show a mistake are killed',
      edits: [
        [
          'char LICENSE',
          `SEC("tracepoint/syscalls/sys_enter_prctl")
int killer(void *ctx)
{
	if (!gadget_should_discard_data_current())
		bpf_send_signal(9);
	return 0;
}

char LICENSE`,
        ],
      ],
      kept: ['00/complete-openat', '00/complete-open'],
    },
    {
      what: 'flags are always 577',
      edits: [['event->flags = flags;', 'event->flags = 577;']],
      task: 'flags',
      failed: ['openat-flags', 'open-flags'],
    },
    {
      what: 'the flags of openat are its mode',
      edits: [['(int)ctx->args[2]', '(int)ctx->args[3]']],
      task: 'flags',
      failed: ['openat-flags'],
    },
    {
      what: 'the flags of open are its mode',
      edits: [['(int)ctx->args[1]', '(int)ctx->args[2]']],
      task: 'flags',
      failed: ['open-flags'],
    },
    {
      what: 'the flags of openat are half of an address',
      edits: [['(int)ctx->args[2]', '(int)ctx->args[1]']],
      task: 'flags',
      failed: ['openat-flags'],
    },
    {
      what: 'flags lose their high bits',
      edits: [['event->flags = flags;', 'event->flags = flags & 0xffff;']],
      task: 'flags',
      failed: ['openat-flags', 'open-flags'],
    },
    {
      what: 'flags are too narrow',
      edits: [['\tint flags;', '\tshort flags;']],
      task: 'flags',
      failed: ['flags'],
    },
    {
      what: 'the member has another name',
      edits: [
        ['\tint flags;', '\tint openflags;'],
        ['event->flags', 'event->openflags'],
      ],
      task: 'flags',
      failed: ['flags'],
    },
    {
      what: 'more arguments are read than open has',
      edits: [['(int)ctx->args[1]', '(int)ctx->args[5]']],
      task: 'flags',
      failed: [],
      diagnosis: 'reads-beyond-arguments',
    },
    {
      what: 'opens for writing are dropped',
      edits: [atFirst('if (flags & 1)\n\t\treturn 0;')],
      kept: ['00/complete-openat', '00/complete-open'],
    },
    {
      what: 'each openat is submitted twice',
      edits: [
        [
          `${OPENAT_ENTRY}{\n`,
          `${OPENAT_ENTRY}{\n\thandle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);\n`,
        ],
      ],
      kept: ['00/once-openat'],
    },
    {
      what: 'the container filter is gone',
      edits: [[FILTER, '']],
      kept: ['00/confined'],
    },
    {
      what: 'the process is no longer filled in',
      edits: [[`\t${POPULATE}\n`, '']],
      kept: ['00/comm', '00/pid', '00/tid', '00/mntns-id', '00/parent-comm', '00/parent-pid'],
      // What was never written holds old events: their users may fit, and by their threads' ids the new ones are
      // paired with the wrong calls.
      also: ['00/uid', '00/gid', 'openat-flags', 'open-flags', '01/short', '01/long', '01/relative-absolute'],
    },
    {
      what: 'pid holds the thread',
      edits: [atLast('event->proc.pid = (__u32)bpf_get_current_pid_tgid();')],
      kept: ['00/pid'],
    },
    {
      what: 'the clock is another',
      edits: [clock('bpf_ktime_get_ns()')],
      kept: ['00/timestamp'],
    },
    {
      what: 'the name is always bar',
      edits: [[READ, '__builtin_memcpy(event->filename, "bar", 4);']],
      kept: ['01/short'],
      also: ['01/long', '01/relative-absolute'],
    },
    {
      what: "the name is read from the kernel's memory",
      edits: [['bpf_probe_read_user_str', 'bpf_probe_read_kernel_str']],
      kept: ['01/user-memory'],
      also: ['01/short', '01/long', '01/relative-absolute'],
    },
    {
      what: 'sizeof is that of the pointer',
      edits: [[READ, 'bpf_probe_read_user_str(&event->filename, sizeof(filename), filename);']],
      kept: ['01/long'],
      also: ['01/relative-absolute'],
    },
  ],
};
