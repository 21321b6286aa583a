import { type Mistake, mistakes } from './mistake.ts';

const HANDLE = 'static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename';
const READ = 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename)';

const NAMES: readonly Mistake[] = [
  [
    'a helper',
    [['bpf_probe_read_user_str', 'bpf_probe_read_usr_str']],
    'undeclared-name',
    `${READ.replace('user', 'usr')};`,
    /called `bpf_probe_read_user_str`/,
  ],
  [
    'a function of the gadget headers',
    [['gadget_process_populate', 'gadget_proces_populate']],
    'undeclared-name',
    'gadget_proces_populate(&event->proc);',
    /called `gadget_process_populate`/,
  ],
  [
    'an own function',
    [['handle_open(ctx, (const char *)ctx->args[1]', 'handle_opn(ctx, (const char *)ctx->args[1]']],
    'undeclared-name',
    'return handle_opn(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);',
    /`handle_open`/,
  ],
  [
    'a function that is called quite otherwise',
    [['handle_open(ctx, (const char *)ctx->args[1]', 'enter(ctx, (const char *)ctx->args[1]']],
    'undeclared-name',
    'return enter(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);',
    /The one of this program is called `handle_open`/,
  ],
  [
    'a function that comes later',
    [
      [
        `${HANDLE}, int flags)`,
        `static int early(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx, 0, 0);\n}\n\n${HANDLE}, int flags)`,
      ],
    ],
    'undeclared-name',
    'return handle_open(ctx, 0, 0);',
    /further down, in line 36/,
  ],
  [
    'a function of the C library',
    [[READ, 'strcpy(event->filename, filename)']],
    'undeclared-name',
    'strcpy(event->filename, filename);',
    /library of C/,
  ],
  [
    'a macro',
    [['GADGET_TRACER(', 'GADGET_TRACR(']],
    'undeclared-name',
    'GADGET_TRACR(open, events, event);',
    /called `GADGET_TRACER`/,
  ],
  [
    'the macro of a map',
    [['GADGET_TRACER_MAP(', 'GADGET_TRACERMAP(']],
    'undeclared-name',
    'GADGET_TRACERMAP(events, 1024 * 256);',
    /called `GADGET_TRACER_MAP`/,
  ],
  [
    'SEC',
    [['SEC("tracepoint/syscalls/sys_enter_openat")', 'SECTION("tracepoint/syscalls/sys_enter_openat")']],
    'undeclared-name',
    'SECTION("tracepoint/syscalls/sys_enter_openat")',
    /called `SEC`/,
  ],
  [
    'a variable',
    [['event->flags = flags;', 'event->flags = flag;']],
    'undeclared-name',
    'event->flags = flag;',
    /`flags` meant/,
  ],
  [
    'a map',
    [['reserve_buf(&events', 'reserve_buf(&evnts']],
    'undeclared-name',
    'event = gadget_reserve_buf(&evnts, sizeof(*event));',
    /map is called `events`/,
  ],
  [
    'a map that was renamed',
    [['GADGET_TRACER_MAP(events', 'GADGET_TRACER_MAP(opens']],
    'undeclared-name',
    'event = gadget_reserve_buf(&events, sizeof(*event));',
    /map of this program is called `opens`/,
  ],
  [
    'a variable that is not declared',
    [['\tstruct event *event;\n', '']],
    'undeclared-name',
    'event = gadget_reserve_buf(&events, sizeof(*event));',
    /declare it/,
  ],
  [
    'a parameter that is called otherwise',
    [
      [
        'int openat_entry(struct syscall_trace_enter *ctx)',
        'int openat_entry(struct syscall_trace_enter *context)',
      ],
    ],
    'undeclared-name',
    'return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);',
    /parameter of `openat_entry` is called `context`/,
  ],
  [
    'a parameter that is nowhere',
    [
      [', int flags)', ')'],
      [', (int)ctx->args[2])', ')'],
      [', (int)ctx->args[1])', ')'],
    ],
    'undeclared-name',
    'event->flags = flags;',
    /needs a parameter/,
  ],
  [
    'a constant of system calls',
    [['event->flags = flags;', 'event->flags = flags & O_ACCMODE;']],
    'undeclared-name',
    'event->flags = flags & O_ACCMODE;',
    /#define/,
  ],
  [
    'a word of C',
    [['if (!event)\n\t\treturn 0;', 'if (!event)\n\t\tretrun 0;']],
    'undeclared-name',
    'retrun 0;',
    /called `return`/,
  ],
  [
    'a word of another language',
    [['if (!event)', 'if (event == nullptr)']],
    'undeclared-name',
    'if (event == nullptr)',
    /`NULL`/,
  ],
];

const MEMBERS: readonly Mistake[] = [
  [
    'misspelt',
    [['event->flags = flags', 'event->flag = flags']],
    'unknown-member',
    'event->flag = flags;',
    /called `flags`/,
  ],
  [
    'misspelt in sizeof',
    [['sizeof(event->filename)', 'sizeof(event->filname)']],
    'unknown-member',
    'bpf_probe_read_user_str(&event->filename, sizeof(event->filname), filename);',
    /called `filename`/,
  ],
  [
    'of the context',
    [['(int)ctx->args[2]', '(int)ctx->arg[2]']],
    'unknown-member',
    'return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->arg[2]);',
    /called `args`/,
  ],
  ['that the struct lacks', [['\tint flags;\n', '']], 'unknown-member', 'struct event {', /Line 49 uses it/],
  [
    'of the process',
    [['event->flags = flags', 'event->flags = event->pid']],
    'unknown-member',
    'event->flags = event->pid;',
    /`proc\.pid`/,
  ],
  [
    'of the process, with its letters turned',
    [['event->flags = flags', 'event->flags = event->proc.pdi']],
    'unknown-member',
    'event->flags = event->proc.pdi;',
    /called `pid`/,
  ],
];

const ACCESS: readonly Mistake[] = [
  [
    'a point for an arrow',
    [['event->flags = flags', 'event.flags = flags']],
    'point-or-arrow',
    'event.flags = flags;',
    /`event` is a pointer/,
  ],
  [
    'an arrow for a point',
    [['event->flags = flags', 'event->flags = event->proc->pid']],
    'point-or-arrow',
    'event->flags = event->proc->pid;',
    /`event->proc` is no pointer/,
  ],
  [
    'half an arrow',
    [['event->flags = flags', 'event-flags = flags']],
    'point-or-arrow',
    'event-flags = flags;',
    /`event->flags`/,
  ],
  [
    'an arrow with a gap',
    [['event->flags = flags', 'event- >flags = flags']],
    'point-or-arrow',
    'event- >flags = flags;',
    /stand together/,
  ],
  [
    'an arrow of another language',
    [['event->flags = flags', 'event::flags = flags']],
    'point-or-arrow',
    'event::flags = flags;',
  ],
];

const TWICE: readonly Mistake[] = [
  [
    'a function',
    [['int openat_entry', 'int open_entry']],
    'duplicate-definition',
    'int open_entry(struct syscall_trace_enter *ctx)',
    /first one is in line 59/,
  ],
  [
    'a member',
    [['\tint flags;\n', '\tint flags;\n\t__u32 flags;\n']],
    'duplicate-definition',
    '__u32 flags;',
    /two members/,
  ],
  [
    'a struct',
    [['// The way out', 'struct event {\n\tint a;\n};\n// The way out']],
    'duplicate-definition',
    'struct event {',
    /two structs/,
  ],
  [
    'a variable',
    [['\tstruct event *event;\n', '\tstruct event *event;\n\tint event;\n']],
    'duplicate-definition',
    'int event;',
    /two variables/,
  ],
  [
    'a variable that is a parameter',
    [['\tstruct event *event;\n', '\tstruct event *event;\n\tint flags = 3;\n']],
    'duplicate-definition',
    'int flags = 3;',
    /parameter of this function/,
  ],
  [
    'a parameter',
    [[', int flags)', ', int filename)']],
    'duplicate-definition',
    `${HANDLE}, int filename)`,
    /both are in this line/,
  ],
  [
    'a map',
    [['256);\n', '256);\nGADGET_TRACER_MAP(events, 4096);\n']],
    'duplicate-definition',
    'GADGET_TRACER_MAP(events, 4096);',
    /two maps/,
  ],
  [
    'what a header has',
    [['struct event {', 'struct gadget_process {\n\tint pid;\n};\nstruct event {']],
    'duplicate-definition',
    'struct gadget_process {',
    /gadget\/types\.h/,
  ],
];

mistakes('nobody has this name', NAMES);
mistakes('no such member', MEMBERS);
mistakes('not the way to a member', ACCESS);
mistakes('defined twice', TWICE);
