import { describe, expect, it } from 'vitest';
import { checkFiles, summary } from '../support/check.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { type Edit, edit, loadPrograms } from '../support/workspace.ts';
import { MODULE_MISTAKES, type ModuleMistake } from './module-mistakes.ts';

const programs = await loadPrograms();

async function filesOf({ edits = [], files = {} }: ModuleMistake): Promise<Record<string, string>> {
  const right = await programs.solutionFiles('04');
  const changes: Readonly<Record<string, readonly Edit[] | undefined>> = { ...files, 'go/main.go': edits };
  return Object.fromEntries(
    Object.entries(right).flatMap(([path, text]) => {
      if (!Object.hasOwn(changes, path)) return [[path, text]];
      const changed = changes[path];
      return changed === undefined ? [] : [[path, edit(text, ...changed)]];
    }),
  );
}

describeWith(
  requireBpf(),
  'a mistake in a module fails for its own check, and the program stays right',
  () => {
    it.each(MODULE_MISTAKES)('$what', { timeout: 30_000 }, async (mistake) => {
      const { verdict } = await checkFiles(programs, '04', await filesOf(mistake));
      const { status, failed, kept } = summary(verdict);
      expect({ status, failed, kept }).toEqual({ status: 'failed', failed: mistake.failed, kept: [] });
      const diagnoses = verdict.diagnoses.map(({ id }) => id);
      if (mistake.diagnosis !== undefined) expect(diagnoses).toContain(mistake.diagnosis);
    });
  },
);

describe('the table of mistakes', () => {
  it('has one for every check of step 04', () => {
    const checks = programs.step('04').tasks.flatMap(({ checks }) => checks.map(({ id }) => id));
    const met = new Set(MODULE_MISTAKES.flatMap(({ failed }) => failed));
    expect(checks.filter((id) => !met.has(id))).toEqual([]);
  });
});
