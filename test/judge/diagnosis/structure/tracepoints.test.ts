import { describe, expect, test } from 'vitest';
import type { Capture } from '../../../../grader/model/capture.ts';
import { SOLUTION } from '../../gadget.ts';
import { captured, diagnosed, diagnosedCapture, source, told } from './diagnosed.ts';

const OPEN_ENTRY = /SEC\("tracepoint\/syscalls\/sys_enter_open"\)[\s\S]*?\n}\n/;
const OPENAT_ONLY = { ...SOLUTION, traces: ['openat'] as const };

/** The capture as it would be had a program stood under another section. */
function moved(capture: Capture, name: string, section: string): Capture {
  const programs = capture.object.programs.map((one) => (one.name === name ? { ...one, section } : one));
  return { ...capture, object: { ...capture.object, programs } };
}

describe('a system call that no program is attached to', () => {
  test('names it, and the SEC line that is there', () => {
    const [found, ...others] = diagnosed('02', OPENAT_ONLY, source('02', [OPEN_ENTRY, '']));
    expect(found).toMatchObject({
      id: 'tracepoint-missing',
      at: 'SEC("tracepoint/syscalls/sys_enter_openat")',
    });
    expect(found?.message).toContain('No program is attached to the system call `open`');
    expect(found?.message).toContain('ends with `sys_enter_open`');
    expect(others).toEqual([]);
  });

  test.each([
    ['commented out', (text: string) => `/* ${text} */`],
    ['switched off', (text: string) => `#if 0\n${text}#endif\n`],
  ])('a function that is %s does not count', (_, wrap) => {
    const text = source('02').replace(OPEN_ENTRY, wrap);
    expect(told(diagnosed('02', OPENAT_ONLY, text))).toEqual([
      ['tracepoint-missing', 'SEC("tracepoint/syscalls/sys_enter_openat")'],
    ]);
  });

  test('a program under the wrong system call is the one to mend', () => {
    const text = source('02', ['sys_enter_open"', 'sys_enter_creat"']);
    const run = captured('02', OPENAT_ONLY);
    const creat = { name: 'open_entry', section: 'tracepoint/syscalls/sys_enter_creat', helpers: [] };
    const object = { ...run.object, programs: [...run.object.programs, creat] };
    expect(told(diagnosedCapture('02', { ...run, object }, text))).toEqual([
      ['tracepoint-missing', 'SEC("tracepoint/syscalls/sys_enter_creat")'],
    ]);
  });

  test('a program of another kind may be meant for it: nothing is said', () => {
    const run = captured('02', OPENAT_ONLY);
    const probe = { name: 'probe', section: 'kprobe/do_sys_openat2', helpers: [] };
    const object = { ...run.object, programs: [...run.object.programs, probe] };
    expect(diagnosedCapture('02', { ...run, object }, source('02', [OPEN_ENTRY, '']))).toEqual([]);
  });
});

describe('both functions under one SEC line', () => {
  const twice = { ...OPENAT_ONLY, sends: () => 2 };

  test('the one whose name speaks of the other call is to be mended', () => {
    const run = captured('02', twice);
    const [program] = run.object.programs;
    if (program === undefined) throw new Error('the gadget has no program');
    const programs = [program, { ...program, name: 'open_entry' }];
    const text = source('02', ['sys_enter_open"', 'sys_enter_openat"']);
    const found = diagnosedCapture('02', { ...run, object: { ...run.object, programs } }, text);
    expect(found.map(({ id }) => id)).toEqual(['same-tracepoint-twice']);
    expect(found[0]?.message).toContain('The SEC line of `open_entry` has to end with `sys_enter_open`');
  });
});

describe('the end of a call for its beginning', () => {
  test('is told by the section', () => {
    const run = moved(captured('00', SOLUTION), 'openat_entry', 'tracepoint/syscalls/sys_exit_openat');
    const text = source('00', ['sys_enter_openat', 'sys_exit_openat']);
    expect(told(diagnosedCapture('00', run, text))).toEqual([
      ['exit-for-enter', 'SEC("tracepoint/syscalls/sys_exit_openat")'],
    ]);
  });
});

describe('a program too many', () => {
  const third = [
    'SEC("tracepoint/syscalls/sys_enter_openat2")',
    'int openat2_entry(struct syscall_trace_enter *ctx)',
    '{',
    '\treturn handle_open(ctx, (const char *)ctx->args[1], 0);',
    '}',
    '',
  ].join('\n');

  test('reports another system call', () => {
    const gadget = { ...SOLUTION, traces: ['openat', 'open', 'openat2'] as const };
    const found = diagnosed('02', gadget, `${source('02')}\n${third}`);
    expect(told(found)).toEqual([['extra-tracepoint', 'SEC("tracepoint/syscalls/sys_enter_openat2")']]);
  });

  test('is no matter where it sends nothing', () => {
    const run = captured('02', { ...SOLUTION, sends: () => 2 });
    const counting = { name: 'count', section: 'tracepoint/syscalls/sys_enter_close', helpers: [1] };
    const object = { ...run.object, programs: [...run.object.programs, counting] };
    expect(diagnosedCapture('02', { ...run, object }, source('02'))).toEqual([]);
  });
});
