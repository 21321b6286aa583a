import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phaseScripts, script } from '../../grader/engine/session/script.ts';
import type { Call, Phase, TaskScript } from '../../grader/model/scenario.ts';

const call = (path: string): Call => ({
  syscall: 'openat',
  path: { kind: 'bytes', hex: Buffer.from(path).toString('hex') },
  flags: 577,
  mode: 0o644,
});

/** Tasks whose calls are numbered, so that they can be found again: `task 2, call 5` opens `2-5`. */
const tasks = (sizes: readonly number[]): TaskScript[] =>
  sizes.map((size, task) => ({
    kind: task % 2 === 0 ? 'process' : 'thread',
    comm: `task${task}`,
    calls: Array.from({ length: size }, (_, index) => call(`${task}-${index}`)),
  }));

const phase = (sizes: readonly number[], concurrent = true): Phase => ({
  user: 0,
  concurrent,
  tasks: tasks(sizes),
});

const paths = (text: string): string[] =>
  [...text.matchAll(/^call openat 577 420 (\S+) 1$/gm)].map(([, hex = '']) =>
    Buffer.from(hex, 'hex').toString(),
  );

describe('a script for the opener', () => {
  it('says tasks, their calls and how to go', () => {
    const text = script(
      [
        { kind: 'process', comm: 'ab', calls: [call('x')] },
        {
          kind: 'thread',
          comm: 'c',
          calls: [{ ...call(''), syscall: 'open', path: { kind: 'unreadable' } }],
        },
        { kind: 'shell', command: 'echo' },
      ],
      true,
    );
    expect(text).toBe(
      'process 6162\ncall openat 577 420 78 1\nthread 63\ncall open 577 420 ! 1\nshell 6563686f\ngo concurrent\n',
    );
  });

  it('has a sign for the empty path, which would be no word at all', () => {
    expect(script([{ kind: 'process', comm: 'a', calls: [call('')] }], false)).toContain(
      'call openat 577 420 - 1\ngo serial',
    );
  });
});

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const budgets = fc.integer({ min: 1, max: 100 });

describe('a phase that is cut into bursts', () => {
  it('makes every call once, and those of a task in their order', () => {
    fc.assert(
      fc.property(sizes, budgets, (sizes, budget) => {
        const made = phaseScripts(phase(sizes), budget, false).flatMap(paths);
        sizes.forEach((size, task) => {
          const own = made.filter((path) => path.startsWith(`${task}-`));
          expect(own).toEqual(Array.from({ length: size }, (_, index) => `${task}-${index}`));
        });
        expect(made).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
      }),
    );
  });

  it('makes no more calls at a time than the ring has room for', () => {
    fc.assert(
      fc.property(sizes, budgets, (sizes, budget) => {
        const most = Math.max(...phaseScripts(phase(sizes), budget, false).map((text) => paths(text).length));
        expect(most).toBeLessThanOrEqual(budget);
      }),
    );
  });

  it('stays whole where there is room', () => {
    fc.assert(
      fc.property(sizes, (sizes) => {
        expect(phaseScripts(phase(sizes), 1000, false)).toHaveLength(1);
      }),
    );
  });

  it('runs each shell command once', () => {
    const commands = ['a', 'b', 'c', 'd'].map((command): TaskScript => ({ kind: 'shell', command }));
    for (const budget of [1, 8, 16, 100]) {
      const texts = phaseScripts({ user: 0, concurrent: false, tasks: commands }, budget, false);
      expect(
        texts
          .join('')
          .match(/^shell \S+$/gm)
          ?.sort(),
      ).toEqual(['shell 61', 'shell 62', 'shell 63', 'shell 64']);
    }
  });

  it('runs side by side only where the phase and the gadget allow it', () => {
    const go = (concurrent: boolean, serial: boolean) =>
      phaseScripts(phase([1, 1], concurrent), 100, serial)[0]
        ?.split('\n')
        .at(-2);
    expect([go(true, false), go(true, true), go(false, false)]).toEqual([
      'go concurrent',
      'go serial',
      'go serial',
    ]);
  });
});
