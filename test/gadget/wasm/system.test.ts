import { describe, expect, it } from 'vitest';
import { OUTPUT_LIMIT } from '../../../grader/gadget/wasm/module-output.ts';
import { runTestModule } from './run.ts';

describe('the system of a module', () => {
  it('has nothing in it', async () => {
    const { log, failure } = await runTestModule('system');
    expect(failure).toBeUndefined();
    const messages = log.map(({ message }) => message);
    expect(messages).toContain('arguments: 0');
    expect(messages).toContain('environment: 0');
    expect(messages).toContain('input: 0 <nil>');
    expect(messages).toContain('network: true');
    for (const path of ['/etc/passwd', '.', '/']) {
      expect(messages).toContain(`open ${path}: open ${path}: Bad file number`);
    }
  });

  it('starts in 2022, and sleep takes no time', async () => {
    const { log } = await runTestModule('system');
    const messages = log.map(({ message }) => message);
    expect(messages).toContain('day: 2022-01-01');
    expect(messages).toContain('slept: true');
  });

  it('is the same in every run', async () => {
    const [first, second] = [await runTestModule('system'), await runTestModule('system')];
    expect(first.log.some(({ message }) => message.startsWith('random: '))).toBe(true);
    expect(second).toEqual(first);
  });

  it('hears what it says', async () => {
    const { output } = await runTestModule('system');
    expect(output).toBe('to output\nto error: ü\n');
  });
});

describe('a real Go module in trouble', () => {
  const trouble = (how: string) => runTestModule('troubles', { params: new Map([['how', how]]) });

  it.each([
    ['panic', 'trap', /^The module panicked \(main\.go:\d+\): runtime error: index out of range/],
    ['nil', 'trap', /^The module panicked \(main\.go:\d+\): runtime error: .*nil pointer/],
    ['exit', 'trap', /exit code 7.*good bye/],
    ['deadlock', 'trap', /^Go's runtime gave up \(main\.go:\d+\): .*deadlock/],
    ['recursion', 'trap', /calls itself without end/],
    ['wide recursion', 'memory', /16 MiB of memory \(main\.go:\d+\): its stack/],
    ['gigabyte', 'memory', /16 MiB of memory \(main\.go:\d+\)/],
    ['hoard', 'memory', /16 MiB of memory \(main\.go:\d+\)/],
    ['pointer', 'pointer', /a buffer at 4294967280 with 16 bytes/],
    ['handover', 'output', /more than 1048576 bytes/],
    ['one', 'returned', /^gadgetInit returned 1/],
  ])('%s: ends with a reason, and nothing else ends', async (how, reason, message) => {
    const { failure } = await trouble(how);
    expect(failure).toMatchObject({ reason, phase: 'gadgetInit', message: expect.stringMatching(message) });
  });

  it('keeps the text of a panic as it was said', async () => {
    const { output } = await trouble('panic');
    expect(output).toMatch(/^panic: runtime error: index out of range \[0\] with length 0\n\ngoroutine 1/);
  });

  it('keeps the beginning of a flood', async () => {
    const { log, output } = await trouble('flood');
    expect(output).toHaveLength(OUTPUT_LIMIT);
    expect(log).toHaveLength(1001);
    expect(log.at(-1)).toMatchObject({ from: 'host', message: /^The log is full/ });
  });

  it('cuts a line that is too long', async () => {
    const { log } = await trouble('handover');
    expect(log[0]?.message).toMatch(/^\0{4096}…$/);
  });

  it('reports at the end what gadgetStop returns', async () => {
    const { log, failure } = await trouble('none');
    expect(failure).toBeUndefined();
    expect(log).toEqual([{ level: 'warning', from: 'host', message: 'gadgetStop returned 3' }]);
  });
});
