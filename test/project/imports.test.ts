import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';
import { findProblems } from '../../scripts/imports/find-problems.mjs';

test("this project's imports go only the design's way", () => {
  expect(findProblems(projectRoot)).toEqual([]);
});

describe('in a planted tree, the check', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lab-imports-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  /** Writes one file for each pair, which imports what is named (relative to itself). */
  async function plant(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(join(root, dirname(path)), { recursive: true });
      await writeFile(join(root, path), source);
    }
  }

  test('accepts imports of earlier stages', async () => {
    await plant({
      'grader/model/step.ts': 'export type Step = string;',
      'grader/judge/judge.ts': "import type { Step } from '../model/step.ts';",
      'lab/main.ts': "await import('../grader/judge/judge.ts');",
    });
    expect(findProblems(root)).toEqual([]);
  });

  test.each([
    ['a value', "import { judge } from '../judge/judge.ts';"],
    ['only a type', "import type { Judge } from '../judge/judge.ts';"],
    ['later, when it is needed', "const judge = () => import('../judge/judge.ts');"],
    ['to hand it on', "export * from '../judge/judge.ts';"],
  ])('refuses a step backwards that imports %s', async (_how, source) => {
    await plant({ 'grader/engine/host.ts': source, 'grader/judge/judge.ts': '' });
    expect(findProblems(root)).toEqual([
      'grader/engine/host.ts imports grader/judge/judge.ts: grader/engine comes before grader/judge',
    ]);
  });

  test.each([
    ['the library the command line', 'grader/check.ts', '../lab/workspace.ts', 'comes before lab'],
    ['a stage the pipeline', 'grader/report/json.ts', '../check.ts', 'comes before grader/*.ts'],
    ['another stage than engine the native core', 'grader/judge/a.ts', '../../native/binding.ts', 'native'],
    [
      'the native core a stage after model',
      'native/binding.ts',
      '../grader/engine/a.ts',
      'native imports only',
    ],
    ['the terminal a command', 'lab/terminal/table.ts', '../commands/check.ts', 'import lab/commands'],
    ['the product a test', 'lab/main.ts', '../test/support/a.ts', 'import test'],
    ['a stage without a place', 'grader/odd/a.ts', '../model/step.ts', 'has no place'],
  ])('does not let %s import', async (_what, from, to, reason) => {
    await plant({ [from]: `import '${to}';` });
    expect(findProblems(root)).toEqual([expect.stringContaining(reason)]);
  });

  test('refuses a cycle of files', async () => {
    await plant({
      'grader/course/a.ts': "import './b.ts';",
      'grader/course/b.ts': "import './c.ts';",
      'grader/course/c.ts': "import './a.ts';",
    });
    expect(findProblems(root)).toEqual([
      expect.stringContaining('cycle: course/a.ts → course/b.ts → course/c.ts → course/a.ts'),
    ]);
  });

  test('refuses a cycle of folders even where no files form one', async () => {
    await plant({
      'grader/engine/container/run.ts': "import '../session/log.ts';",
      'grader/engine/session/main.ts': "import '../container/facts.ts';",
      'grader/engine/session/log.ts': '',
      'grader/engine/container/facts.ts': '',
    });
    expect(findProblems(root)).toEqual([
      expect.stringContaining('cycle: engine/container → engine/session → engine/container'),
    ]);
  });
});
