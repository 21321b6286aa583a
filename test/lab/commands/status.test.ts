import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { runLab } from '../../support/lab.ts';

const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/status.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

describe('lab status', () => {
  let cwd: string;
  const lab = (...args: readonly string[]) => runLab(args, { cwd });

  async function status() {
    const { code, stdout } = await lab('status', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    return document;
  }

  beforeAll(async () => {
    const folder = await mkdtemp('/tmp/lab status ');
    cwd = folder;
    await lab('start', 'mygadget');
    cwd = join(folder, 'mygadget');
  });

  afterAll(() => rm(join(cwd, '..'), { recursive: true, force: true }));

  test('tells a new learner to read the lesson', async () => {
    const { steps, ...rest } = await status();
    expect(rest).toMatchObject({
      workspace: cwd,
      current: '00',
      finished: false,
      points: 0,
      next: 'lab guide',
    });
    expect(steps.map((step: { status: string }) => step.status)).toEqual([
      'current',
      'open',
      'open',
      'open',
      'open',
    ]);
  });

  test('after a check tells which tasks failed, and to check again', async () => {
    expect((await lab('check')).code).toBe(1);
    const { steps, points, next } = await status();
    expect({ points, next }).toEqual({ points: 1, next: 'lab check' });
    expect(steps[0].tasks.map((task: { status: string }) => task.status)).toEqual([
      'passed',
      'failed',
      'failed',
    ]);
  });

  test('after passing is at the next step; what once passed stays passed', async () => {
    await copyFile(join(projectRoot, 'solutions/00-basic-tracer/program.bpf.c'), join(cwd, 'program.bpf.c'));
    const check = await lab('check');
    expect(check).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/next {2}lab guide\n {2}now {3}step 01 filename/),
    });
    await lab('reset', '00');
    expect((await lab('check', '00')).code).toBe(1);
    const { steps, points } = await status();
    expect(steps[0]).toMatchObject({ status: 'passed', points: 6, passedAt: expect.any(String) });
    expect(points).toBe(6);
  });

  test('is what `lab` alone prints in a workspace; elsewhere that is the help', async () => {
    expect(await lab()).toMatchObject({ code: 0, stdout: (await lab('status')).stdout });
    expect((await runLab([], { cwd: '/' })).stdout).toContain('Usage: lab');
  });

  test('outside of a workspace says how to make one', async () => {
    const { code, stderr } = await runLab(['status'], { cwd: '/' });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('lab start mygadget') });
  });
});
