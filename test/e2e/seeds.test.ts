import { describe, expect, it } from 'vitest';
import type { Capture } from '../../grader/model/capture.ts';
import type { CheckResult, StepVerdict } from '../../grader/model/verdict.ts';
import { checkFiles, checkProgram, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { loadPrograms } from '../support/workspace.ts';

const programs = await loadPrograms();

const TWENTY = Array.from({ length: 20 }, (_, index) => 1000 + 7919 * index);

/** What of a capture does not depend on pids and times: the calls that were made, by any task. */
function calls({ witnessed }: Capture): readonly string[] {
  return witnessed
    .filter(({ role }) => role === 'traced')
    .map(({ syscall, comm, uid, gid, args, path }) => {
      const numbers = syscall === 'open' ? args.slice(1) : args.slice(2);
      return [syscall, comm, uid, gid, ...numbers, path && Buffer.from(path).toString('hex')].join(' ');
    })
    .sort();
}

function statuses({ status, tasks, kept }: StepVerdict) {
  const of = ({ id, status }: CheckResult) => ({ id, status });
  return {
    status,
    tasks: tasks.map(({ id, checks }) => ({ id, checks: checks.map(of) })),
    kept: kept.map(of),
  };
}

describeWith(requireBpf(), 'the solution', () => {
  describe.each(['00', '01', '02', '04'])('of %s', (id) => {
    it('passes with twenty seeds', { timeout: 180_000 }, async () => {
      const files = await programs.solutionFiles(id);
      const failures: unknown[] = [];
      for (const seed of TWENTY) {
        const { verdict } = await checkFiles(programs, id, files, seed);
        if (verdict.status !== 'passed') failures.push({ seed, ...summary(verdict), error: verdict.error });
      }
      expect(failures).toEqual([]);
    });
  });
});

describeWith(requireBpf(), 'a seed', () => {
  it('gives the same calls and the same verdict each time, and another seed other calls', async () => {
    const source = (await programs.solution('01')).replace('sizeof(event->filename)', 'sizeof(filename)');
    const run = async (seed: number) => {
      const { verdict, capture } = await checkProgram(programs, '01', source, seed);
      if (!capture) throw new Error('nothing was captured');
      return { statuses: statuses(verdict), calls: calls(capture) };
    };
    const first = await run(31);
    expect(first.calls.length).toBeGreaterThan(20);
    expect(await run(31)).toEqual(first);
    expect((await run(32)).calls).not.toEqual(first.calls);
  });
});
