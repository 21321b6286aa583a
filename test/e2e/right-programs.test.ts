import { expect, it } from 'vitest';
import { checkProgram, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { edit, editAll, loadPrograms } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');

const READ = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename);';
const FIELDS = `	gadget_timestamp timestamp_raw;
	struct gadget_process proc;
	char filename[256];
	int flags;
`;
const HANDLER = /static __always_inline int handle_open.*(?=char LICENSE)/s;
const DECLARATIONS = /struct event \{.*?GADGET_TRACER\(.*?\);\n/s;

const declarations = (size: number): string => `struct event {
${FIELDS}};
GADGET_TRACER_MAP(events, ${size});
GADGET_TRACER(open, events, event);
`;

/** One handler for each system call, and nothing shared. */
const TWO_HANDLERS = (['openat', 'open'] as const)
  .map((call) => {
    const name = call === 'open' ? 0 : 1;
    return `SEC("tp/syscalls/sys_enter_${call}")
int trace_${call}(struct syscall_trace_enter *ctx)
{
	if (gadget_should_discard_data_current())
		return 0;
	struct event *e = gadget_reserve_buf(&events, sizeof(struct event));
	if (e == NULL)
		return 0;
	e->flags = ctx->args[${name + 1}];
	bpf_probe_read_user_str(e->filename, sizeof(e->filename), (void *)ctx->args[${name}]);
	e->timestamp_raw = bpf_ktime_get_boot_ns();
	gadget_process_populate(&e->proc);
	gadget_submit_buf(ctx, &events, e, sizeof(*e));
	return 0;
}

`;
  })
  .join('');

/** The event is put together on the stack and handed over as a copy. */
const ON_THE_STACK = `static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename, int flags)
{
	struct event event = {};

	if (gadget_should_discard_data_current())
		return 0;
	event.timestamp_raw = bpf_ktime_get_boot_ns();
	gadget_process_populate(&event.proc);
	bpf_probe_read_user_str(event.filename, sizeof(event.filename), filename);
	event.flags = flags;
	gadget_output_buf(ctx, &events, &event, sizeof(event));
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int openat_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);
}

SEC("tracepoint/syscalls/sys_enter_open")
int open_entry(struct syscall_trace_enter *ctx)
{
	return handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[1]);
}

`;

const RIGHT: readonly (readonly [string, string])[] = [
  [
    'with names of its own for data source, map, struct, functions and members',
    [
      ['struct event', 'struct opened'],
      ['GADGET_TRACER_MAP(events,', 'GADGET_TRACER_MAP(out,'],
      ['GADGET_TRACER(open, events, event)', 'GADGET_TRACER(files, out, opened)'],
      ['&events', '&out'],
      ['handle_open', 'report'],
      ['openat_entry', 'first'],
      ['open_entry', 'second'],
      ['timestamp_raw', 'when_raw'],
      ['proc;', 'who;'],
      ['event->proc', 'event->who'],
    ].reduce((text, [from = '', to = '']) => editAll(text, from, to), solution),
  ],
  ['with a handler of its own for each system call', edit(solution, [HANDLER, TWO_HANDLERS])],
  ['with the event on the stack and gadget_output_buf', edit(solution, [HANDLER, ON_THE_STACK])],
  [
    'with the raw helpers of the kernel',
    edit(
      solution,
      ['gadget_reserve_buf(&events, sizeof(*event))', 'bpf_ringbuf_reserve(&events, sizeof(*event), 0)'],
      ['gadget_submit_buf(ctx, &events, event, sizeof(*event))', 'bpf_ringbuf_submit(event, 0)'],
    ),
  ],
  [
    'with members of its own before, between and after',
    edit(solution, [
      FIELDS,
      `	__u64 first;
	char filename[256];
	__u8 odd;
	struct gadget_process proc;
	int flags;
	__u16 number;
	gadget_timestamp timestamp_raw;
	__u32 mode;
	__u64 last[3];
`,
    ]),
  ],
  ['with room for longer names', edit(solution, ['char filename[256]', 'char filename[512]'])],
  ['with room for the longest names', edit(solution, ['char filename[256]', 'char filename[4096]'])],
  ['with unsigned flags', edit(solution, ['\tint flags;', '\t__u32 flags;'])],
  ['with a ring of 16 KiB', edit(solution, [DECLARATIONS, declarations(16 * 1024)])],
  ['with the smallest ring there is', edit(solution, [DECLARATIONS, declarations(4096)])],
  ['with a ring of 4 MiB', edit(solution, [DECLARATIONS, declarations(4 << 20)])],
  [
    'with a member whose name is copied to the stack first',
    edit(solution, [
      READ,
      'char name[256] = {};\n\tbpf_probe_read_user_str(name, sizeof(name), filename);\n\t__builtin_memcpy(event->filename, name, sizeof(name));',
    ]),
  ],
  [
    'with the process filled in by hand',
    edit(solution, [
      'gadget_process_populate(&event->proc);',
      `struct task_struct *task = (void *)bpf_get_current_task();
	struct task_struct *parent = BPF_CORE_READ(task, real_parent);
	event->proc.pid = bpf_get_current_pid_tgid() >> 32;
	event->proc.tid = bpf_get_current_pid_tgid();
	event->proc.creds.uid = bpf_get_current_uid_gid();
	event->proc.creds.gid = bpf_get_current_uid_gid() >> 32;
	event->proc.mntns_id = gadget_get_current_mntns_id();
	bpf_get_current_comm(event->proc.comm, sizeof(event->proc.comm));
	event->proc.parent.pid = BPF_CORE_READ(parent, tgid);
	BPF_CORE_READ_STR_INTO(&event->proc.parent.comm, parent, comm);`,
    ]),
  ],
  [
    'with the filter asked in another way',
    edit(solution, [
      'if (gadget_should_discard_data_current())',
      'if (gadget_should_discard_mntns_id(gadget_get_current_mntns_id()))',
    ]),
  ],
  [
    'with a map and a program that have nothing to do with it',
    edit(solution, [
      'char LICENSE',
      `struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

SEC("tracepoint/syscalls/sys_enter_close")
int count_closes(struct syscall_trace_enter *ctx)
{
	__u32 key = 0;
	__u64 one = 1;
	bpf_map_update_elem(&calls, &key, &one, BPF_ANY);
	return 0;
}

char LICENSE`,
    ]),
  ],
  ['with another license that the kernel takes for GPL', edit(solution, ['"GPL"', '"Dual MIT/GPL"'])],
  ['with Windows line ends', editAll(solution, '\n', '\r\n')],
];

describeWith(requireBpf(), 'a right program passes', () => {
  it.each(RIGHT)('%s', async (_what, source) => {
    const { verdict } = await checkProgram(programs, '02', source);
    expect(verdict.diagnoses).toEqual([]);
    expect(summary(verdict)).toEqual({ status: 'passed', passedTasks: ['flags'], failed: [], kept: [] });
  });

  it('with the reader of old, which is remarked on', async () => {
    const old = edit(await programs.solution('01'), ['bpf_probe_read_user_str', 'bpf_probe_read_str']);
    const { verdict } = await checkProgram(programs, '01', old);
    expect(summary(verdict)).toMatchObject({ status: 'passed', failed: [], kept: [] });
    const remarks = verdict.tasks.flatMap(({ checks }) => checks.flatMap(({ remark }) => remark ?? []));
    expect(remarks).toEqual([expect.stringContaining('bpf_probe_read_str')]);
  });

  it('with names of its own in step 00, where no name is given', async () => {
    const renamed = editAll(await programs.solution('00'), 'proc;', 'by_whom;').replaceAll(
      '->proc',
      '->by_whom',
    );
    const { verdict } = await checkProgram(programs, '00', renamed);
    expect(summary(verdict)).toMatchObject({ status: 'passed', failed: [] });
  });
});
