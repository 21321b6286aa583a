import { describe, expect, test } from 'vitest';
import { editAll } from '../../../support/workspace.ts';
import { COMPILERS, diagnose, type Mistake, mistakes, RIGHT } from './mistake.ts';

const ENTRY = 'return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2])';
const HANDLE =
  'static __always_inline int handle_open(struct syscall_trace_enter *ctx, const char *filename, int flags)';
const DISCARD = 'if (gadget_should_discard_data_current())';

const SEMICOLONS: readonly Mistake[] = [
  [
    'after an assignment',
    [['event->flags = flags;', 'event->flags = flags']],
    'missing-semicolon',
    'event->flags = flags',
  ],
  [
    'after a call, a comment follows',
    [
      [
        'sizeof(event->filename), filename);\n\tevent->flags = flags;',
        'sizeof(event->filename), filename)\n\t// flags',
      ],
    ],
    'missing-semicolon',
    'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename)',
  ],
  [
    'after a member',
    [['char filename[256];', 'char filename[256]']],
    'missing-semicolon',
    'char filename[256]',
  ],
  ['after a struct', [['int flags;\n};', 'int flags;\n}']], 'missing-semicolon', '}', /behind this `}`/],
  [
    'after a return in an if',
    [[`${DISCARD}\n\t\treturn 0;`, `${DISCARD}\n\t\treturn 0`]],
    'missing-semicolon',
    'return 0',
  ],
  ['before a closing brace', [[`${ENTRY};`, ENTRY]], 'missing-semicolon', ENTRY],
  [
    'after a declaration',
    [['struct event *event;', 'struct event *event']],
    'missing-semicolon',
    'struct event *event',
  ],
  [
    'at the end of the file',
    [['"GPL";', '"GPL"']],
    'missing-semicolon',
    'char LICENSE[] SEC("license") = "GPL"',
  ],
  [
    'before a line that begins with a star',
    [['event->flags = flags;', 'int *place = &event->flags\n\t*place = flags;']],
    'missing-semicolon',
    'int *place = &event->flags',
  ],
  [
    'a comma in its place',
    [['char filename[256];', 'char filename[256],']],
    'missing-semicolon',
    'char filename[256],',
    /not with a comma/,
  ],
  [
    'a colon in its place',
    [['event->flags = flags;', 'event->flags = flags:']],
    'missing-semicolon',
    'event->flags = flags:',
    /in place of the `:`/,
  ],
  [
    'one too many after the head of a function',
    [['int open_entry(struct syscall_trace_enter *ctx)', 'int open_entry(struct syscall_trace_enter *ctx);']],
    'extra-semicolon',
    'int open_entry(struct syscall_trace_enter *ctx);',
  ],
];

const BRACES: readonly Mistake[] = [
  [
    'at the end of a function, more follow',
    [
      [
        '\treturn 0;\n}\n\nSEC("tracepoint/syscalls/sys_enter_openat")',
        '\treturn 0;\n\nSEC("tracepoint/syscalls/sys_enter_openat")',
      ],
    ],
    'missing-brace',
    HANDLE,
    /`handle_open` is never closed: .* after line 55/,
  ],
  [
    'at the end of the last function',
    [['(int)ctx->args[1]);\n}', '(int)ctx->args[1]);']],
    'missing-brace',
    'int open_entry(struct syscall_trace_enter *ctx)',
    /`open_entry`/,
  ],
  [
    'at the end of a function that begins on one line',
    [
      [
        'int openat_entry(struct syscall_trace_enter *ctx)\n{',
        'int openat_entry(struct syscall_trace_enter *ctx) {',
      ],
      ['(int)ctx->args[2]);\n}', '(int)ctx->args[2]);'],
    ],
    'missing-brace',
    'int openat_entry(struct syscall_trace_enter *ctx) {',
    /`openat_entry`/,
  ],
  [
    'at the end of a struct',
    [['int flags;\n};', 'int flags;']],
    'missing-brace',
    'struct event {',
    /`struct event`/,
  ],
  ['at the end of an if', [['if (!event)', 'if (!event) {']], 'missing-brace', 'if (!event) {', /this `if`/],
  [
    'at the beginning of a function',
    [
      [
        'int openat_entry(struct syscall_trace_enter *ctx)\n{',
        'int openat_entry(struct syscall_trace_enter *ctx)',
      ],
    ],
    'missing-brace',
    'int openat_entry(struct syscall_trace_enter *ctx)',
    /`{` is missing/,
  ],
  [
    'at the beginning of a long function',
    [['int flags)\n{', 'int flags)']],
    'missing-brace',
    HANDLE,
    /`{` is missing/,
  ],
  [
    'at the beginning of a struct',
    [['struct event {', 'struct event']],
    'missing-brace',
    'struct event',
    /`{` is missing/,
  ],
  ['one too many at the end', [['(int)ctx->args[1]);\n}', '(int)ctx->args[1]);\n}\n}']], 'extra-brace', '}'],
  [
    'one too many after an if',
    [['if (!event)\n\t\treturn 0;', 'if (!event)\n\t\treturn 0;\n\t}']],
    'extra-brace',
    '}',
  ],
];

const PARENTHESES: readonly Mistake[] = [
  [
    'at the end of a condition',
    [[DISCARD, DISCARD.slice(0, -1)]],
    'missing-parenthesis',
    DISCARD.slice(0, -1),
    /after `if`/,
  ],
  [
    'at the beginning of a condition',
    [['if (!event)', 'if !event)']],
    'missing-parenthesis',
    'if !event)',
    /`\(` is missing/,
  ],
  [
    'after a whole if',
    [['if (!event)\n\t\treturn 0;', 'if (!event return 0;']],
    'missing-parenthesis',
    'if (!event return 0;',
  ],
  [
    'at the end of a call',
    [['event, sizeof(*event));\n\n', 'event, sizeof(*event);\n\n']],
    'missing-parenthesis',
    'gadget_submit_buf(ctx, &events, event, sizeof(*event);',
    /`gadget_submit_buf`/,
  ],
  [
    'at the end of a cast',
    [['(const char *)ctx->args[1]', '(const char *ctx->args[1]']],
    'missing-parenthesis',
    `${ENTRY.replace('*)', '*')};`,
  ],
  [
    'around a cast',
    [['(const char *)ctx->args[1]', 'const char *ctx->args[1]']],
    'missing-parenthesis',
    `${ENTRY.replace('(const char *)', 'const char *')};`,
  ],
  [
    'at the end of SEC',
    [['sys_enter_openat")', 'sys_enter_openat"']],
    'missing-parenthesis',
    'SEC("tracepoint/syscalls/sys_enter_openat"',
    /`SEC`/,
  ],
  [
    'at the end of a tracer',
    [['GADGET_TRACER(open, events, event);', 'GADGET_TRACER(open, events, event;']],
    'missing-parenthesis',
    'GADGET_TRACER(open, events, event;',
  ],
  [
    'of a parameter list',
    [
      [
        'int openat_entry(struct syscall_trace_enter *ctx)',
        'int openat_entry(struct syscall_trace_enter *ctx',
      ],
    ],
    'missing-parenthesis',
    'int openat_entry(struct syscall_trace_enter *ctx',
  ],
  [
    'a square one',
    [['(int)ctx->args[2]', '(int)ctx->args[2']],
    'missing-parenthesis',
    `${ENTRY.replace('2]', '2')};`,
    /`]`/,
  ],
  [
    'one too many',
    [['populate(&event->proc);', 'populate(&event->proc));']],
    'missing-parenthesis',
    'gadget_process_populate(&event->proc));',
    /No `\(` belongs/,
  ],
];

const QUOTES: readonly Mistake[] = [
  [
    'at the end',
    [['sys_enter_openat")', 'sys_enter_openat)']],
    'unclosed-text',
    'SEC("tracepoint/syscalls/sys_enter_openat)',
    /has no end/,
  ],
  [
    'at the beginning',
    [['SEC("tracepoint/syscalls/sys_enter_openat")', 'SEC(tracepoint/syscalls/sys_enter_openat")']],
    'unclosed-text',
    'SEC(tracepoint/syscalls/sys_enter_openat")',
    /before the text/,
  ],
  [
    'none at all',
    [['SEC("tracepoint/syscalls/sys_enter_openat")', 'SEC(tracepoint/syscalls/sys_enter_openat)']],
    'unclosed-text',
    'SEC(tracepoint/syscalls/sys_enter_openat)',
    /in double quotes/,
  ],
  [
    'single ones',
    [['SEC("tracepoint/syscalls/sys_enter_openat")', "SEC('tracepoint/syscalls/sys_enter_openat')"]],
    'unclosed-text',
    "SEC('tracepoint/syscalls/sys_enter_openat')",
    /in double quotes/,
  ],
  [
    'those of a word processor',
    [['SEC("tracepoint/syscalls/sys_enter_openat")', 'SEC(“tracepoint/syscalls/sys_enter_openat”)']],
    'unclosed-text',
    'SEC(“tracepoint/syscalls/sys_enter_openat”)',
    /printed text/,
  ],
  [
    'a comment without end',
    [['// Fill it in ...', '/* Fill it in ...']],
    'unclosed-text',
    '/* Fill it in ...',
    /the rest of the file/,
  ],
  [
    'a comment with one slash',
    [['// Fill it in ...', '/ Fill it in ...']],
    'unclosed-text',
    '/ Fill it in ...',
    /two slashes/,
  ],
];

const COMMAS: readonly Mistake[] = [
  [
    'in a call',
    [['(const char *)ctx->args[1], (int)', '(const char *)ctx->args[1] (int)']],
    'missing-comma',
    `${ENTRY.replace('], (int)', '] (int)')};`,
  ],
  [
    'in the head of a function',
    [['*filename, int flags)', '*filename int flags)']],
    'missing-comma',
    HANDLE.replace('filename, int', 'filename int'),
  ],
  [
    'in a macro',
    [['GADGET_TRACER(open, events, event)', 'GADGET_TRACER(open events, event)']],
    'macro-arguments',
    'GADGET_TRACER(open events, event);',
    /comma is missing/,
  ],
];

mistakes('a semicolon is missing', SEMICOLONS);
mistakes('a brace is missing', BRACES);
mistakes('a parenthesis is missing', PARENTHESES);
mistakes('a quote is missing', QUOTES);
mistakes('a comma is missing', COMMAS);

describe.each(COMPILERS)('however a program is laid out, %s', (compiler) => {
  test.each([
    ['lines that end as in DOS', '\n', '\r\n'],
    ['without any indentation', '\t', ''],
    ['with blanks for tabs', '\t', '    '],
  ])('%s', async (_, from, to) => {
    const wrong = RIGHT.replace('\treturn 0;\n}\n\nSEC', '\treturn 0;\n\nSEC').replace(
      'return handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[1]);',
      'return handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[1])',
    );
    const brace = await diagnose(compiler, editAll(wrong, from, to));
    expect(brace.said).toMatchObject({ id: 'missing-brace', place: { line: 31 } });
    const mended = editAll(wrong.replace('\treturn 0;\n\nSEC', '\treturn 0;\n}\n\nSEC'), from, to);
    const semicolon = await diagnose(compiler, mended);
    expect(semicolon.said).toMatchObject({ id: 'missing-semicolon', place: { line: 67 } });
  });

  test('columns count letters, not bytes', async () => {
    const { said } = await diagnose(
      compiler,
      RIGHT.replace('event->flags = flags;', '/* ŝłüß */ event->flags = flagz;'),
    );
    expect(said).toMatchObject({ id: 'undeclared-name', place: { line: 50, column: 28 } });
  });
});
