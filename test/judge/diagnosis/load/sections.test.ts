import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../../grader/model/capture.ts';
import { editAll } from '../../../support/workspace.ts';
import { PROGRAM } from './cases.ts';
import { diagnoseLoad, lineNamed, refusalOf } from './diagnose.ts';

const RIGHT = 'tracepoint/syscalls/sys_enter_openat';

/** The program under another section, as the kernel refuses it. */
function under(section: string, refusal: Partial<Refusal>) {
  const text = editAll(PROGRAM, RIGHT, section);
  const found = diagnoseLoad(refusalOf({ section, ...refusal }), text);
  return { found: found[0], line: lineNamed(text, found[0]) };
}

const UNKNOWN = (section: string): Partial<Refusal> => ({
  errno: 'EINVAL',
  libbpfLog: `libbpf: prog 'on_openat': missing BPF prog type, check ELF section name '${section}'\n`,
});
const ABSENT: Partial<Refusal> = { stage: 'attach', errno: 'ENOENT' };

describe('a section of an unknown kind', () => {
  test.each([
    ['tracepont/syscalls/sys_enter_openat', 'No kind of program is called `tracepont`'],
    ['Tracepoint/syscalls/sys_enter_openat', 'No kind of program is called `Tracepoint`'],
    ['sys_enter_openat', 'No kind of program is called `sys_enter_openat`'],
    ['tracepoint:syscalls:sys_enter_openat', 'its parts are divided by `/`'],
  ])('%s', (section, says) => {
    const { found, line } = under(section, UNKNOWN(section));
    expect(found?.id).toBe('misspelt-section');
    expect(found?.message).toContain(says);
    expect(found?.message).toContain(`Write \`SEC("${RIGHT}")\`.`);
    expect(line).toBe(`SEC("${section}")`);
  });
});

describe('a tracepoint that does not exist', () => {
  test.each([
    ['tracepoint/syscalls/sys_enter_opennat', RIGHT],
    ['tracepoint/syscalls/sys_enter_open_at', RIGHT],
    ['tracepoint/syscalls/sys_entry_openat', RIGHT],
    ['tracepoint/syscalls/sys_openat', RIGHT],
    ['tracepoint/syscalls/openat', RIGHT],
    ['tracepoint/syscall/sys_enter_openat', RIGHT],
    ['tracepoint/syscalls/sys_enter_opn', 'tracepoint/syscalls/sys_enter_open'],
    ['tracepoint/syscalls/sys_exit_opennat', 'tracepoint/syscalls/sys_exit_openat'],
    ['tp/syscalls/sys_enter_opennat', 'tp/syscalls/sys_enter_openat'],
  ])('%s: the nearest is %s', (section, meant) => {
    const { found, line } = under(section, ABSENT);
    expect(found?.id).toBe('no-such-tracepoint');
    expect(found?.message).toContain(`Write \`SEC("${meant}")\`.`);
    expect(line).toBe(`SEC("${section}")`);
  });

  test('half a name', () => {
    const { found } = under('tracepoint/sys_enter_openat', { stage: 'attach', errno: 'EINVAL' });
    expect(found?.id).toBe('no-such-tracepoint');
    expect(found?.message).toContain(`Write \`SEC("${RIGHT}")\`.`);
  });

  test('one that is near to nothing', () => {
    const { found } = under('tracepoint/sched/sched_swich', ABSENT);
    expect(found?.message).toBe(
      'This kernel has no tracepoint `sched/sched_swich`. The folder /sys/kernel/tracing/events holds all that there are, one folder each.',
    );
  });

  test('the name of a tracepoint for a probe of a function', () => {
    const { found } = under('kprobe/sys_enter_openat', ABSENT);
    expect(found?.message).toContain('that is the name of a tracepoint');
  });

  test('a function that may exist and cannot be probed: silent', () => {
    const section = 'kprobe/do_sys_openat2';
    const text = editAll(
      editAll(PROGRAM, RIGHT, section),
      'on_openat(struct syscall_trace_enter',
      'on_openat(struct pt_regs',
    );
    expect(diagnoseLoad(refusalOf({ section, ...ABSENT }), text)[0]?.id).toBe('refused-by-kernel');
  });
});

describe('a section of another kind', () => {
  test('than the function’s parameter', () => {
    const { found, line } = under('perf_event', { stage: 'attach', errno: 'EOPNOTSUPP' });
    expect(found?.id).toBe('other-program-kind');
    expect(line).toBe('SEC("perf_event")');
  });

  test('the other way round: the registers of a kprobe at a tracepoint', () => {
    const text = editAll(PROGRAM, 'on_openat(struct syscall_trace_enter', 'on_openat(struct pt_regs');
    const [found] = diagnoseLoad(refusalOf({ stage: 'attach', errno: 'EACCES' }), text);
    expect(found?.id).toBe('other-program-kind');
    expect(found?.message).toContain('its arguments are in `ctx->args`');
  });
});

describe('more arguments than there are', () => {
  const REFUSED: Partial<Refusal> = { stage: 'attach', errno: 'EACCES' };

  test.each([
    ['(int)ctx->args[4]', 'There is no `args[4]` for `openat`: it has 4 arguments'],
    ['(int)ctx->args[ 7 ]', 'There is no `args[7]` for `openat`'],
  ])('%s', (argument, says) => {
    const text = editAll(PROGRAM, '(int)ctx->args[2]', argument);
    const [found] = diagnoseLoad(refusalOf(REFUSED), text);
    expect(found?.id).toBe('reads-beyond-arguments');
    expect(found?.message).toContain(says);
    expect(lineNamed(text, found)).toContain(argument);
  });

  test('in a function that the program calls, by a name for the number', () => {
    const named = editAll(PROGRAM, 'r->how = how;', 'r->how = ctx->args[LAST];');
    const text = named.replace('struct record {', '#define LAST 3\n\nstruct record {');
    const refusal = refusalOf({ ...REFUSED, section: 'tracepoint/syscalls/sys_enter_open' });
    const [found] = diagnoseLoad(refusal, text);
    expect(found?.message).toBe(
      'There is no `args[3]` for `open`: it has 3 arguments, `args[0]` to `args[2]` (filename, flags and mode).',
    );
    expect(lineNamed(text, found)).toBe('r->how = ctx->args[LAST];');
  });

  test('where the call ends there are none', () => {
    const { found } = under('tracepoint/syscalls/sys_exit_openat', REFUSED);
    expect(found?.id).toBe('exit-for-enter');
    expect(found?.message).toContain('has to end with `sys_enter_openat`.');
  });
});
