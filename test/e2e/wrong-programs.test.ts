import { describe, expect, it } from 'vitest';
import { checkProgram, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { edit, loadPrograms } from '../support/workspace.ts';
import { MISTAKES, type Mistake } from './mistakes.ts';

const programs = await loadPrograms();

async function verdictOf(id: string, { edits }: Pick<Mistake, 'edits'>) {
  const source = edit(await programs.solution(id), ...edits);
  return (await checkProgram(programs, id, source)).verdict;
}

describeWith(requireBpf(), 'a mistake fails for its own check', () => {
  describe.each(['00', '01', '02'] as const)('in step %s', (id) => {
    it.each(MISTAKES[id])('$what', async (mistake) => {
      const { task, failed = [], kept = [], also = [], diagnosis } = mistake;
      const verdict = await verdictOf(id, mistake);
      const found = summary(verdict);
      const certain = (ids: readonly string[]) => ids.filter((id) => !also.includes(id)).sort();
      expect({ failed: certain(found.failed), kept: certain(found.kept) }).toEqual({
        failed: [...failed].sort(),
        kept: [...kept].sort(),
      });
      expect(found.status).toBe('failed');
      if (task !== undefined) expect(found.passedTasks).not.toContain(task);
      if (diagnosis !== undefined) expect(verdict.diagnoses.map(({ id }) => id)).toContain(diagnosis);
    });
  });
});

describeWith(
  requireBpf(),
  "a mistake in what an earlier step taught fails the step, but none of the step's own tasks",
  () => {
    const hardCoded: Mistake['edits'] = [
      [/bpf_probe_read_user_str\(.*\);/, '__builtin_memcpy(event->filename, "bar", 4);'],
    ];
    const populate = 'gadget_process_populate(&event->proc);';
    const confused: Mistake['edits'] = [[populate, `${populate}\n\tevent->proc.pid = event->proc.tid;`]];

    it.each([
      ['the name is always bar', hardCoded],
      ['pid holds the thread', confused],
    ])('%s', async (_what, edits) => {
      const verdict = await verdictOf('02', { edits });
      expect(verdict).toMatchObject({ status: 'failed', points: verdict.maxPoints });
      expect(summary(verdict)).toMatchObject({ passedTasks: ['flags'], failed: [] });
    });
  },
);
