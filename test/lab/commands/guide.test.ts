import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLab } from '../../support/lab.ts';

/** A line that only the solution of step 01 has. */
const SOLUTION = 'bpf_probe_read_user_str(&event->filename';

describe('lab guide', () => {
  let folder: string;
  let cwd: string;
  const lab = (...args: readonly string[]) => runLab(args, { cwd });
  const revealedAt = async (step: number): Promise<unknown> =>
    JSON.parse((await lab('status', '--json')).stdout).steps[step].revealedAt;

  beforeAll(async () => {
    folder = await mkdtemp('/tmp/lab-guide-');
    await runLab(['start', 'mygadget', '--step', '01'], { cwd: folder });
    cwd = join(folder, 'mygadget');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('shows the lesson of the step that the learner is at', async () => {
    const { code, stdout, stderr } = await lab('guide');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^01 Which file is it\?\n/);
  });

  test('keeps the solutions folded, and says how to unfold them', async () => {
    const { stdout } = await lab('guide');
    expect(stdout).toContain('▸ Solution (folded: lab guide 01 --reveal)');
    expect(stdout).not.toContain(SOLUTION);
  });

  test('shows only the task that is to be done now', async () => {
    const { stdout } = await lab('guide', '--task');
    expect(stdout).toMatch(/^Task: A column for the file name\n/);
    expect(stdout).not.toContain('Task: Copy the name');
  });

  test('turns links between lessons into commands', async () => {
    expect((await lab('guide', '01')).stdout).toMatch(/\[\d+\] lab guide 02\n/);
  });

  test('notes in the workspace that a solution was revealed, before it shows it', async () => {
    expect(await revealedAt(2)).toBeUndefined();
    expect((await lab('guide', '02', '--reveal')).stdout).toContain('event->flags = flags;');
    expect(await revealedAt(2)).toEqual(expect.any(String));
    expect((await lab('guide', '02')).stdout).toContain('▾ Solution');
  });

  test('can be read anywhere, from the first step on', async () => {
    const { code, stdout } = await runLab(['guide'], { cwd: '/' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^00 /);
  });

  test('names the steps where there is no such one', async () => {
    const { code, stderr } = await lab('guide', 'filenam');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('did you mean `filename`?'),
    });
  });
});
