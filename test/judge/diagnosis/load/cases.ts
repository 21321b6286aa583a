import { type Edit, edit } from '../../../support/workspace.ts';

/** A program that loads; no name in it is one of the course's solutions. */
export const PROGRAM = `#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <gadget/buffer.h>
#include <gadget/common.h>
#include <gadget/macros.h>
#include <gadget/types.h>

struct record {
	gadget_timestamp time;
	struct gadget_process who;
	char path[64];
	int how;
};

GADGET_TRACER_MAP(ring, 4096 * 16);
GADGET_TRACER(opens, ring, record);

static __always_inline int note(struct syscall_trace_enter *ctx, const char *name, int how)
{
	struct record *r;

	r = gadget_reserve_buf(&ring, sizeof(*r));
	if (!r)
		return 0;
	r->time = bpf_ktime_get_boot_ns();
	gadget_process_populate(&r->who);
	bpf_probe_read_user_str(r->path, sizeof(r->path), name);
	r->how = how;
	gadget_submit_buf(ctx, &ring, r, sizeof(*r));
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct syscall_trace_enter *ctx)
{
	return note(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);
}

char LICENSE[] SEC("license") = "GPL";
`;

/** A mistake, whose log of a 6.18 kernel is `logs/<name>.log`. */
export interface Case {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly id: string;
  /** The line that must be named, without its indentation. */
  readonly line: string;
  /** What must be among the words. */
  readonly says: string;
}

const CHECK = '\tif (!r)\n\t\treturn 0;\n';
const TIME = '\tr->time = bpf_ktime_get_boot_ns();\n';
const FILL = '\tgadget_process_populate(&r->who);\n';
const READ = '\tbpf_probe_read_user_str(r->path, sizeof(r->path), name);\n';
const HOW = '\tr->how = how;\n';
const SUBMIT = '\tgadget_submit_buf(ctx, &ring, r, sizeof(*r));\n';
const RESERVE = '\tr = gadget_reserve_buf(&ring, sizeof(*r));\n';
const NOTE = 'static __always_inline int note';

const after = (line: string, more: string): Edit => [line, `${line}${more}`];
const instead = (line: string, other: string): Edit => [line, other];
const without = (line: string): Edit => [line, ''];

export const CASES: readonly Case[] = [
  {
    name: 'null-check-missing',
    edits: [without(CHECK)],
    id: 'missing-null-check',
    line: 'r->time = bpf_ktime_get_boot_ns();',
    says: '`r` may be NULL: `gadget_reserve_buf()` returns NULL when the ring is full.',
  },
  {
    name: 'null-check-late',
    edits: [without(CHECK), after(TIME, CHECK)],
    id: 'missing-null-check',
    line: 'r->time = bpf_ktime_get_boot_ns();',
    says: 'Check it with `if (!r)`, and leave, before line 24 uses it.',
  },
  {
    name: 'null-check-inverted',
    edits: [instead('if (!r)', 'if (r)')],
    id: 'missing-null-check',
    line: 'if (r)',
    says: 'The check of `r` is the wrong way round: `if (r)` leaves where there is room',
  },
  {
    name: 'null-first-used-in-header',
    edits: [without(CHECK), without(TIME), without(READ), without(HOW)],
    id: 'missing-null-check',
    line: 'gadget_process_populate(&r->who);',
    says: 'before line 24 uses it',
  },
  {
    name: 'null-in-own-function',
    edits: [
      instead(
        NOTE,
        `static __always_inline struct record *room(void)\n{\n\tstruct record *fresh = gadget_reserve_buf(&ring, sizeof(*fresh));\n\tfresh->how = 0;\n\treturn fresh;\n}\n\n${NOTE}`,
      ),
      instead(RESERVE, '\tr = room();\n'),
    ],
    id: 'missing-null-check',
    line: 'fresh->how = 0;',
    says: '`fresh` may be NULL',
  },
  {
    name: 'null-of-map',
    edits: [
      instead(
        NOTE,
        `struct {\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__type(key, __u32);\n\t__type(value, __u32);\n\t__uint(max_entries, 16);\n} seen SEC(".maps");\n\n${NOTE}`,
      ),
      after(
        HOW,
        '\t__u32 key = 1;\n\t__u32 *times = bpf_map_lookup_elem(&seen, &key);\n\tr->how = *times;\n',
      ),
    ],
    id: 'missing-null-check',
    line: 'r->how = *times;',
    says: '`times` may be NULL: `bpf_map_lookup_elem()` returns NULL where the map has no such key.',
  },
  {
    name: 'null-submitted',
    edits: [instead(CHECK, '\tif (!r)\n\t\tgoto out;\n'), instead(SUBMIT, `out:\n${SUBMIT}`)],
    id: 'missing-null-check',
    line: 'gadget_submit_buf(ctx, &ring, r, sizeof(*r));',
    says: '`r` is NULL where the ring was full, and line 31 is reached in that case too.',
  },
  {
    name: 'never-released',
    edits: [without(SUBMIT)],
    id: 'event-not-released',
    line: 'r = gadget_reserve_buf(&ring, sizeof(*r));',
    says: '`r` is reserved here and never handed over',
  },
  {
    name: 'return-without-release',
    edits: [after(HOW, '\tif (how & 64)\n\t\treturn 0;\n')],
    id: 'event-not-released',
    line: 'return 0;',
    says: 'This way out leaves `r` reserved for ever',
  },
  {
    name: 'release-under-condition',
    edits: [instead(SUBMIT, `\tif (how)\n\t${SUBMIT}`)],
    id: 'event-not-released',
    line: 'if (how)',
    says: 'Where this condition does not hold, `r` is neither submitted nor discarded',
  },
  {
    name: 'return-before-release',
    edits: [instead(SUBMIT, `\treturn how;\n${SUBMIT}`)],
    id: 'event-not-released',
    line: 'return how;',
    says: 'Call `gadget_discard_buf(r)` before it leaves.',
  },
  {
    name: 'null-check-with-more',
    edits: [instead('if (!r)\n\t\treturn 0;', 'if (!r || !how)\n\t\treturn 1;')],
    id: 'event-not-released',
    line: 'return 1;',
    says: 'This way out leaves `r` reserved for ever',
  },
  {
    name: 'null-check-semicolon',
    edits: [instead('if (!r)\n', 'if (!r);\n')],
    id: 'event-not-released',
    line: 'if (!r);',
    says: 'The semicolon behind `if (!r)` ends the `if` there',
  },
  {
    name: 'reserved-twice',
    edits: [instead(RESERVE, `${RESERVE}\tr = gadget_reserve_buf(&ring, sizeof(struct record));\n`)],
    id: 'event-not-released',
    line: 'r = gadget_reserve_buf(&ring, sizeof(struct record));',
    says: '`r` is reserved twice and handed over once',
  },
  {
    name: 'copy-sent',
    edits: [instead('gadget_submit_buf', 'gadget_output_buf')],
    id: 'event-not-released',
    line: 'gadget_output_buf(ctx, &ring, r, sizeof(*r));',
    says: '`gadget_output_buf()` only sends a copy of `r`',
  },
  {
    name: 'submitted-twice',
    edits: [after(SUBMIT, '\tgadget_submit_buf(ctx, &ring, r, 64);\n')],
    id: 'submitted-twice',
    line: 'gadget_submit_buf(ctx, &ring, r, 64);',
    says: '`r` was handed over already by `gadget_submit_buf()` in line 30',
  },
  {
    name: 'submitted-and-discarded',
    edits: [after(SUBMIT, '\tgadget_discard_buf(r);\n')],
    id: 'submitted-twice',
    line: 'gadget_discard_buf(r);',
    says: 'this `gadget_discard_buf()` is one too many',
  },
  {
    name: 'submitted-in-loop',
    edits: [instead(SUBMIT, `\tfor (int i = 0; i < 2; i++)\n\t${SUBMIT}`)],
    id: 'submitted-twice',
    line: 'gadget_submit_buf(ctx, &ring, r, sizeof(*r));',
    says: 'each time that this loop comes round',
  },
  {
    name: 'used-after-submit',
    edits: [without(HOW), after(SUBMIT, HOW)],
    id: 'used-after-submit',
    line: 'r->how = how;',
    says: '`r` is used after `gadget_submit_buf()` handed it over (line 29)',
  },
  {
    name: 'filled-after-submit',
    edits: [without(FILL), after(SUBMIT, FILL)],
    id: 'used-after-submit',
    line: 'gadget_process_populate(&r->who);',
    says: '`r` is used after `gadget_submit_buf()`',
  },
  {
    name: 'member-submitted',
    edits: [instead('&ring, r, sizeof(*r));', '&ring, &r->who, sizeof(*r));')],
    id: 'submits-other-memory',
    line: 'gadget_submit_buf(ctx, &ring, &r->who, sizeof(*r));',
    says: 'What is handed over here, `&r->who`, is not what `gadget_reserve_buf()` gave: it has to be `r` itself.',
  },
  {
    name: 'pointer-size-reserved',
    edits: [instead('&ring, sizeof(*r));\n\tif', '&ring, sizeof(r));\n\tif')],
    id: 'reserve-size',
    line: 'r = gadget_reserve_buf(&ring, sizeof(r));',
    says: '`sizeof(r)` is the size of a pointer, 8 bytes, and not that of an event. Reserve `sizeof(*r)`.',
  },
  {
    name: 'number-reserved',
    edits: [instead('&ring, sizeof(*r));\n\tif', '&ring, 100);\n\tif')],
    id: 'reserve-size',
    line: 'r = gadget_reserve_buf(&ring, 100);',
    says: 'Room for 100 bytes is too small for what is written to it: line 28 needs',
  },
  {
    name: 'too-much-read',
    edits: [instead('sizeof(r->path), name', '512, name')],
    id: 'out-of-bounds',
    line: 'bpf_probe_read_user_str(r->path, 512, name);',
    says: '`bpf_probe_read_user_str()` is told that there are 512 bytes, and only 72 are left from `r->path` on.',
  },
  {
    name: 'index-too-large',
    edits: [after(HOW, '\tr->path[300] = 0;\n')],
    id: 'out-of-bounds',
    line: 'r->path[300] = 0;',
    says: '`r->path[300]` is not there: the event has 144 bytes',
  },
  {
    name: 'index-unlimited',
    edits: [instead(READ, `\tlong length = ${READ.trim()}\n\tr->path[length] = 0;\n`)],
    id: 'out-of-bounds',
    line: 'r->path[length] = 0;',
    says: 'The index `length` of `r->path[length]` may be negative or lie behind the end',
  },
  {
    name: 'size-unlimited',
    edits: [instead('sizeof(r->path), name', 'how, name')],
    id: 'out-of-bounds',
    line: 'bpf_probe_read_user_str(r->path, how, name);',
    says: 'The size `how` of `bpf_probe_read_user_str()` may be anything',
  },
  {
    name: 'wrong-member-filled',
    edits: [instead('(&r->who)', '((void *)&r->how)')],
    id: 'out-of-bounds',
    line: 'gadget_process_populate((void *)&r->how);',
    says: '`gadget_process_populate()` writes beyond `(void *)&r->how`',
  },
  {
    name: 'user-pointer-read',
    edits: [after(HOW, '\tr->path[0] = *name;\n')],
    id: 'reads-user-memory',
    line: 'r->path[0] = *name;',
    says: '`name` points into the memory of the process that made the call',
  },
  {
    name: 'user-pointer-written',
    edits: [instead('(r->path, sizeof(r->path), name)', '((void *)name, sizeof(r->path), r->path)')],
    id: 'reads-user-memory',
    line: 'bpf_probe_read_user_str((void *)name, sizeof(r->path), r->path);',
    says: 'Its arguments are: where to, how many bytes, where from.',
  },
  {
    name: 'user-pointer-filled',
    edits: [instead('(&r->who)', '((void *)name)')],
    id: 'reads-user-memory',
    line: 'gadget_process_populate((void *)name);',
    says: '`gadget_process_populate()` is given it as if it were the program’s own',
  },
  {
    name: 'kernel-pointer-read',
    edits: [
      after(HOW, '\tstruct task_struct *task = (void *)bpf_get_current_task();\n\tr->how = task->tgid;\n'),
    ],
    id: 'reads-kernel-pointer',
    line: 'r->how = task->tgid;',
    says: 'Read it with `BPF_CORE_READ()` in place of `task->tgid`.',
  },
  {
    name: 'context-written',
    edits: [after(HOW, '\tctx->args[0] = 0;\n')],
    id: 'writes-context',
    line: 'ctx->args[0] = 0;',
    says: '`ctx->args[0]` cannot be changed',
  },
  {
    name: 'context-filled',
    edits: [instead('(&r->who)', '((void *)ctx)')],
    id: 'writes-context',
    line: 'gadget_process_populate((void *)ctx);',
    says: 'which is the context',
  },
  {
    name: 'context-index',
    edits: [instead('(int)ctx->args[2]', '(int)ctx->args[ctx->nr]')],
    id: 'context-index',
    line: 'return note(ctx, (const char *)ctx->args[1], (int)ctx->args[ctx->nr]);',
    says: 'only known as the program runs',
  },
  {
    name: 'context-as-buffer',
    edits: [instead('(r->path, sizeof(r->path), name)', '(ctx, 32, name)')],
    id: 'wrong-helper-argument',
    line: 'bpf_probe_read_user_str(ctx, 32, name);',
    says: '`ctx` is the context',
  },
  {
    name: 'waiting-helper',
    edits: [instead('bpf_probe_read_user_str', 'bpf_copy_from_user')],
    id: 'helper-not-allowed',
    line: 'bpf_copy_from_user(r->path, sizeof(r->path), name);',
    says: '`bpf_copy_from_user()` may have to wait',
  },
  {
    name: 'foreign-helper',
    edits: [after(HOW, '\tr->how = bpf_get_socket_cookie(ctx);\n')],
    id: 'helper-not-allowed',
    line: 'r->how = bpf_get_socket_cookie(ctx);',
    says: '`bpf_get_socket_cookie()` cannot be called by a program of the kind `tracepoint`',
  },
  {
    name: 'license-mit',
    edits: [instead('"GPL"', '"MIT"')],
    id: 'license-not-gpl',
    line: 'char LICENSE[] SEC("license") = "MIT";',
    says: '`"MIT"`',
  },
  {
    name: 'license-in-no-section',
    edits: [instead('LICENSE[] SEC("license")', 'LICENSE[]')],
    id: 'license-missing',
    line: 'char LICENSE[] = "GPL";',
    says: 'The license is in no section',
  },
  {
    name: 'no-license',
    edits: [without('char LICENSE[] SEC("license") = "GPL";\n')],
    id: 'license-missing',
    line: '}',
    says: 'The program has no license, and the kernel lends',
  },
  {
    name: 'endless-loop',
    edits: [after(HOW, '\twhile (1)\n\t\tr->how++;\n')],
    id: 'unbounded-loop',
    line: 'while (1)',
    says: 'This loop never ends, as far as the kernel can tell',
  },
  {
    name: 'no-return',
    edits: [instead('\treturn note', '\tnote')],
    id: 'no-return-value',
    line: '}',
    says: '`on_openat` ends without a `return`',
  },
  {
    name: 'not-static',
    edits: [
      instead(NOTE, 'int note'),
      instead('\tr->how = how;\n', '\tr->how = how;\n\tif (how == 5)\n\t\tbpf_printk("five");\n'),
    ],
    id: 'global-function',
    line: 'int note(struct syscall_trace_enter *ctx, const char *name, int how)',
    says: '`note` is not `static`',
  },
  {
    name: 'event-never-set',
    edits: [without(RESERVE), without(CHECK)],
    id: 'uninitialised-variable',
    line: 'struct record *r;',
    says: '`r` is declared here and never given a value',
  },
  {
    name: 'pointer-shifted',
    edits: [after(HOW, '\tr->how = (__u64)r << 1;\n')],
    id: 'pointer-arithmetic',
    line: 'r->how = (__u64)r << 1;',
    says: 'calculates with a pointer',
  },
  {
    name: 'recursion',
    edits: [
      instead(NOTE, 'static __noinline int note'),
      after(HOW, '\tif (how)\n\t\tnote(ctx, name, how - 1);\n'),
    ],
    id: 'recursion',
    line: 'note(ctx, name, how - 1);',
    says: '`note` calls itself',
  },
];

export function programOf({ edits }: Case): string {
  return edit(PROGRAM, ...edits);
}
