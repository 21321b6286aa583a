import { describe, expect, test } from 'vitest';
import { parseC } from '../../../../../grader/judge/diagnosis/source/c-source.ts';
import { conditionOf } from '../../../../../grader/judge/diagnosis/values/origins/conditions.ts';
import {
  bare,
  numberOf,
  variablesIn,
} from '../../../../../grader/judge/diagnosis/values/origins/expression.ts';
import { expand } from '../../../../../grader/judge/diagnosis/values/origins/macros.ts';
import { traceBack } from '../../../../../grader/judge/diagnosis/values/origins/trace.ts';
import { writesTo } from '../../../../../grader/judge/diagnosis/values/origins/writes.ts';
import { openEvent } from '../../../../gadget/layouts.ts';

const source = (text: string) => parseC({ file: 'program.bpf.c', text });
const writes = (body: string, path: string, before = '') =>
  writesTo(
    source(
      `${before}\nstatic int handle(void *ctx, const char *name, int flags)\n{\n\tstruct event *e;\n${body}\n}\n`,
    ),
    openEvent,
    path,
  );

describe('where a member is written', () => {
  test.each([
    ['e->flags = flags;', 'flags'],
    ['(*e).flags = flags;', 'flags'],
    ['int *out = &e->flags;\n*out = flags;', 'flags'],
    ['bpf_probe_read_kernel(&e->flags, sizeof(e->flags), &flags);', 'flags'],
    ['BPF_CORE_READ_INTO(&e->flags, ctx, args[2]);', 'flags'],
    ['struct event all = { .flags = flags };', 'flags'],
    ['struct event all = { .proc = { .pid = flags } };', 'proc.pid'],
    ['struct gadget_process *p = &e->proc;\np->creds.uid = 0;', 'proc.creds.uid'],
    ['gadget_process_populate(&e->proc);', 'proc.parent.comm'],
    ['__builtin_memset(e, 0, sizeof(*e));', 'flags'],
    ['e->filename[0] = 0;', 'filename'],
    ['char *to = e->filename;\nbpf_probe_read_user_str(to, 256, name);', 'filename'],
  ])('%s writes to %s', (body, path) => {
    expect(writes(body, path)).toHaveLength(1);
  });

  test.each([
    ['e->mode = flags;', 'flags'],
    ['struct other *o = get();\no->flags = flags;', 'flags'],
    ['struct gadget_process other = {};\ngadget_process_populate(&other);', 'proc.pid'],
    ['flags = 3;', 'flags'],
    ['e->proc.creds.gid = 0;', 'proc.creds.uid'],
  ])('%s does not write to %s', (body, path) => {
    expect(writes(body, path)).toEqual([]);
  });

  test('by a macro of the program', () => {
    const [write] = writes('SET(e, flags, flags);', 'flags', '#define SET(to, m, v) ((to)->m = (v))\n');
    expect(write?.value?.text).toBe('flags');
  });

  test('also behind a question mark', () => {
    expect(writes('e->flags = flags > 5 ? 5 : flags;', 'flags')[0]?.value?.text).toBe(
      'flags > 5 ? 5 : flags',
    );
  });
});

const HANDLERS = `
struct call { int flags; };
static int pick(struct call *call)
{
	return call->flags;
}
static int handle(void *ctx, int flags, struct event *e)
{
	__u64 kept = flags;
	e->flags = kept;
	return 0;
}
SEC("tracepoint/syscalls/sys_enter_openat")
int at(struct syscall_trace_enter *ctx)
{
	return handle(ctx, (int)ctx->args[2], 0);
}
SEC("tracepoint/syscalls/sys_enter_open")
int plain(struct syscall_trace_enter *ctx)
{
	struct call call = { .flags = ctx->args[1] };
	return handle(ctx, pick(&call), 0);
}
`;

describe('the way back of a value', () => {
  const program = source(HANDLERS);
  const [write] = writesTo(program, openEvent, 'flags');
  const way = (syscall: 'open' | 'openat') =>
    traceBack(
      program,
      write?.value ?? { text: '', from: 0, to: 0, function: undefined, file: '', line: 0, column: 0 },
      syscall,
    )
      .filter(({ kind }) => kind === 'value')
      .map(({ text }) => text);

  test('goes through variables and parameters to the entry of the system call', () => {
    expect(way('openat')).toEqual(['kept', 'flags', '(int)ctx->args[2]']);
  });

  test('goes through results and members', () => {
    expect(way('open')).toEqual(expect.arrayContaining(['pick(&call)', 'call->flags', 'ctx->args[1]']));
    expect(way('open').join()).not.toContain('args[2]');
  });
});

describe('whether a write depends on something', () => {
  const when = (body: string) => {
    const program = source(
      `int handle(void *ctx, int flags)\n{\n\tstruct event *e;\n\te = gadget_reserve_buf(&events, 8);\n${body}\n}\n`,
    );
    const [write] = writesTo(program, openEvent, 'flags');
    const condition = write && conditionOf(program, write.node, write.at.function);
    return condition && [condition.expression.text, condition.when];
  };

  test.each([
    ['if (flags & 1)\n\te->flags = flags;\ngadget_submit_buf(ctx, &events, e, 8);', ['flags & 1', 'true']],
    [
      'if (flags) {\n} else {\n\te->flags = flags;\n}\ngadget_submit_buf(ctx, &events, e, 8);',
      ['flags', 'false'],
    ],
    [
      'if (flags < 2)\n\tgoto send;\ne->flags = flags;\nsend:\ngadget_submit_buf(ctx, &events, e, 8);',
      ['flags < 2', 'false'],
    ],
    [
      'switch (flags) {\ncase 1:\n\te->flags = flags;\n}\ngadget_submit_buf(ctx, &events, e, 8);',
      ['flags', 'some'],
    ],
  ])('%s does', (body, expected) => {
    expect(when(body)).toEqual(expected);
  });

  test.each([
    ['e->flags = flags;\ngadget_submit_buf(ctx, &events, e, 8);'],
    ['if (e) {\n\te->flags = flags;\n\tgadget_submit_buf(ctx, &events, e, 8);\n}'],
    ['if (e) {\n\te->flags = flags;\n}\ngadget_submit_buf(ctx, &events, e, 8);'],
  ])('%s does not', (body) => {
    expect(when(body)).toBeUndefined();
  });
});

describe('expressions', () => {
  test('lose their casts and parentheses', () => {
    expect(bare('(int)((long)ctx->args[2])')).toBe('ctx->args[2]');
    expect(bare('(const char *)filename')).toBe('filename');
    expect(bare('(a) + (b)')).toBe('(a) + (b)');
  });

  test('have variables, which are no members, functions or texts', () => {
    expect(variablesIn('call->flags | get(mode) + sizeof(x) + strlen("name") + (int)low')).toEqual([
      'call',
      'mode',
      'low',
    ]);
  });

  test('are numbers by way of #define, enum and const', () => {
    const program = source('#define A 0x10\n#define B (A | 1)\nenum { C = 017 };\nconst int D = 3;\n');
    expect(['A', 'B', 'C', 'D', '(int)-1', 'E'].map((text) => numberOf(program, text))).toEqual([
      16n,
      17n,
      15n,
      3n,
      -1n,
      undefined,
    ]);
  });

  test('have macros written out', () => {
    const program = source('#define ARG(c, n) ((c)->args[n])\n#define FLAGS(c) ARG(c, 2)\n');
    expect(expand(program, '(int)FLAGS(ctx)')).toBe('(int)((ctx)->args[2])');
  });
});
