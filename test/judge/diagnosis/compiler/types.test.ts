import { type Mistake, mistakes } from './mistake.ts';

const HANDLE = 'static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename';
const READ = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename)';
const SUBMIT = 'gadget_submit_buf(ctx, &events, event, sizeof(*event))';
const OPENAT = 'handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2])';

const TYPES: readonly Mistake[] = [
  [
    'misspelt',
    [['gadget_timestamp timestamp_raw', 'gadget_timestmp timestamp_raw']],
    'unknown-type',
    'gadget_timestmp timestamp_raw;',
    /`gadget_timestamp`/,
  ],
  [
    'a misspelt struct',
    [['struct gadget_process proc', 'struct gadget_proces proc']],
    'unknown-type',
    'struct gadget_proces proc;',
    /`struct gadget_process`/,
  ],
  [
    'a misspelt struct of the program',
    [['struct event *event', 'struct evnt *event']],
    'unknown-type',
    'struct evnt *event;',
    /`struct event`/,
  ],
  [
    'a misspelt context',
    [['openat_entry(struct syscall_trace_enter', 'openat_entry(struct syscall_trace_entry']],
    'unknown-type',
    'int openat_entry(struct syscall_trace_entry *ctx)',
    /`struct syscall_trace_enter`/,
  ],
  [
    'the word struct is missing',
    [['struct gadget_process proc', 'gadget_process proc']],
    'unknown-type',
    'gadget_process proc;',
    /the word `struct` is missing/,
  ],
  [
    'of another language',
    [['char filename[256]', 'string filename']],
    'unknown-type',
    'string filename;',
    /array of `char`/,
  ],
  [
    'in a cast',
    [['(const char *)ctx->args[1]', '(const chr *)ctx->args[1]']],
    'unknown-type',
    'return handle_open(ctx, (const chr *)ctx->args[1], (int)ctx->args[2]);',
    /`char`/,
  ],
  ['in capitals', [['\tint flags;', '\tInt flags;']], 'unknown-type', 'Int flags;', /`int`/],
  ['none before a member', [['\tint flags;', '\tflags;']], 'unknown-type', 'flags;', /has no type/],
  [
    'none before a parameter',
    [[', int flags)', ', flags)']],
    'unknown-type',
    `${HANDLE}, flags)`,
    /has no type/,
  ],
  [
    'none before a function',
    [['int openat_entry', 'openat_entry']],
    'unknown-type',
    'openat_entry(struct syscall_trace_enter *ctx)',
    /what it returns/,
  ],
];

const ARGUMENTS: readonly Mistake[] = [
  [
    'the definition lacks a parameter, and does not use it',
    [
      [', int flags)', ')'],
      ['\tevent->flags = flags;\n', ''],
    ],
    'argument-count',
    `${HANDLE})`,
    /a parameter for `\(int\)ctx->args\[2\]` is missing/,
  ],
  [
    'the definition lacks a parameter, and uses it',
    [[', int flags)', ')']],
    'argument-count',
    `${HANDLE})`,
    /lines 61 and 67.*a parameter `flags`/,
  ],
  [
    'one call lacks an argument',
    [[', (int)ctx->args[1])', ')']],
    'argument-count',
    'return handle_open(ctx, (const char *)ctx->args[0]);',
    /takes 3 arguments, but there are 2/,
  ],
  [
    'of a gadget function',
    [[SUBMIT, 'gadget_submit_buf(&events, event, sizeof(*event))']],
    'argument-count',
    'gadget_submit_buf(&events, event, sizeof(*event));',
    /`void \*ctx`/,
  ],
  [
    'of a helper',
    [[READ, 'bpf_probe_read_user_str(&event->filename, filename)']],
    'argument-count',
    'bpf_probe_read_user_str(&event->filename, filename);',
    /`__u32 size`/,
  ],
  [
    'none where there must be one',
    [['populate(&event->proc)', 'populate()']],
    'argument-count',
    'gadget_process_populate();',
    /takes 1 argument, but there is none/,
  ],
  [
    'one where there must be none',
    [['boot_ns()', 'boot_ns(0)']],
    'argument-count',
    'event->timestamp_raw = bpf_ktime_get_boot_ns(0);',
    /takes no arguments/,
  ],
  [
    'too few for a macro',
    [['GADGET_TRACER(open, events, event)', 'GADGET_TRACER(open, events)']],
    'macro-arguments',
    'GADGET_TRACER(open, events);',
    /takes 3 arguments, but there are 2/,
  ],
  [
    'too many for a macro',
    [['GADGET_TRACER(open, events, event)', 'GADGET_TRACER(open, events, event, 1)']],
    'macro-arguments',
    'GADGET_TRACER(open, events, event, 1);',
    /there are 4/,
  ],
  [
    'a text for a macro',
    [['GADGET_TRACER(open,', 'GADGET_TRACER("open",']],
    'macro-arguments',
    'GADGET_TRACER("open", events, event);',
    /bare name: `open`/,
  ],
  [
    'a type for a macro',
    [['GADGET_TRACER(open, events, event)', 'GADGET_TRACER(open, events, struct event)']],
    'macro-arguments',
    'GADGET_TRACER(open, events, struct event);',
    /bare name: `event`/,
  ],
  [
    'types in a call',
    [[OPENAT, OPENAT.replace('ctx,', 'struct syscall_trace_enter *ctx,')]],
    'type-in-call',
    `return ${OPENAT.replace('ctx,', 'struct syscall_trace_enter *ctx,')};`,
    /`ctx` in place of/,
  ],
];

const VALUES: readonly Mistake[] = [
  [
    'a struct for a pointer',
    [['populate(&event->proc)', 'populate(event->proc)']],
    'wrong-type',
    'gadget_process_populate(event->proc);',
    /Put a `&` before it/,
  ],
  [
    'a map for a pointer',
    [['reserve_buf(&events', 'reserve_buf(events']],
    'wrong-type',
    'event = gadget_reserve_buf(events, sizeof(*event));',
    /Put a `&` before it/,
  ],
  [
    'what a pointer points to',
    [[SUBMIT, SUBMIT.replace(' event,', ' *event,')]],
    'wrong-type',
    `${SUBMIT.replace(' event,', ' *event,')};`,
    /Leave the `\*` out/,
  ],
  [
    'a number for a pointer',
    [[OPENAT, OPENAT.replace('(const char *)', '')]],
    'wrong-type',
    `return ${OPENAT.replace('(const char *)', '')};`,
    /Put `\(const char \*\)` before it/,
  ],
  [
    'arguments in another order',
    [[OPENAT, 'handle_open(ctx, (int)ctx->args[2], (const char *)ctx->args[1])']],
    'wrong-type',
    'return handle_open(ctx, (int)ctx->args[2], (const char *)ctx->args[1]);',
    /another order/,
  ],
  [
    'a pointer for a number',
    [['event->flags = flags', 'event->flags = filename']],
    'wrong-type',
    'event->flags = filename;',
    /`int flags`, in line 21/,
  ],
  [
    'a function that is not called',
    [['boot_ns()', 'boot_ns']],
    'wrong-type',
    'event->timestamp_raw = bpf_ktime_get_boot_ns;',
    /parentheses are missing/,
  ],
  [
    'a struct where the pointer to it is given',
    [['struct event *event;', 'struct event event;']],
    'wrong-type',
    'struct event event;',
    /`struct event \*event`/,
  ],
  [
    'a context that is no pointer',
    [['openat_entry(struct syscall_trace_enter *ctx)', 'openat_entry(struct syscall_trace_enter ctx)']],
    'wrong-type',
    'int openat_entry(struct syscall_trace_enter ctx)',
    /lacks the `\*`/,
  ],
  [
    'a function that returns nothing',
    [['static __always_inline int handle_open', 'static __always_inline void handle_open']],
    'wrong-type',
    `${HANDLE}, int flags)`.replace('int handle', 'void handle'),
    /`void`/,
  ],
  [
    'a letter for a text',
    [['char LICENSE[]', 'char LICENSE']],
    'wrong-type',
    'char LICENSE SEC("license") = "GPL";',
    /`char LICENSE\[\]`/,
  ],
  [
    'a member that is constant',
    [['\tint flags;', '\tconst int flags;']],
    'wrong-type',
    'const int flags;',
    /Take the `const` out/,
  ],
  ['an array', [[READ, 'event->filename = filename']], 'array-assigned', 'event->filename = filename;'],
  [
    'an array, from a helper',
    [[READ, 'event->filename = bpf_probe_read_user_str(filename, 256)']],
    'array-assigned',
    'event->filename = bpf_probe_read_user_str(filename, 256);',
  ],
  [
    'a return without a value',
    [['if (!event)\n\t\treturn 0;', 'if (!event)\n\t\treturn;']],
    'missing-return-value',
    'return;',
    /`handle_open`/,
  ],
];

mistakes('no such type', TYPES);
mistakes('not the right arguments', ARGUMENTS);
mistakes('a value does not fit', VALUES);
