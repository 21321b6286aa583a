import { expect, it } from 'vitest';
import { checkProgram, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { edit, loadPrograms } from '../support/workspace.ts';

const programs = await loadPrograms();

// Those that pass without a word are in test/right-programs/.
describeWith(requireBpf(), 'a right program', () => {
  it('with the reader of old passes, and that is remarked on', async () => {
    const old = edit(await programs.solution('01'), ['bpf_probe_read_user_str', 'bpf_probe_read_str']);
    const { verdict } = await checkProgram(programs, '01', old);
    expect(summary(verdict)).toMatchObject({ status: 'passed', failed: [], kept: [] });
    const remarks = verdict.tasks.flatMap(({ checks }) => checks.flatMap(({ remark }) => remark ?? []));
    expect(remarks).toEqual([expect.stringContaining('bpf_probe_read_str')]);
  });
});
