import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { type LabOptions, runLab } from '../../support/lab.ts';

const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/course-check.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lab course '));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const lab = (args: readonly string[], options: LabOptions = {}) => runLab(args, { cwd, ...options });
const path = (...parts: readonly string[]): string => join(cwd, ...parts);

describe('lab course new', () => {
  it('makes a course that is well, and says how to go on', async () => {
    const { code, stdout, stderr } = await lab(['course', 'new', 'first']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('first is a course now.\n  added  .clang-format\n  added  README.md\n');
    expect(stdout).toContain('lab course check first');
    expect(stdout).toContain(`export 'LAB_COURSE=${path('first')}'`);
    expect(await lab(['course', 'check', 'first', '--only', 'static'])).toMatchObject({
      code: 0,
      stderr: '',
    });
  });

  it('has the layout of C files of the lab itself', async () => {
    const style = await readFile(path('first/.clang-format'), 'utf8');
    expect(style).toBe(await readFile(join(projectRoot, '.clang-format'), 'utf8'));
  });

  it('fills an empty folder', async () => {
    await lab(['course', 'new', 'second']);
    await rm(path('second'), { recursive: true });
    const { mkdir } = await import('node:fs/promises');
    await mkdir(path('second'));
    expect(await lab(['course', 'new', 'second'])).toMatchObject({ code: 0 });
    expect(await readdir(path('second'))).toContain('steps');
  });

  it('overwrites nothing', async () => {
    const before = await readFile(path('first/README.md'), 'utf8');
    await writeFile(path('file'), '');
    const [again, onFile] = [await lab(['course', 'new', 'first']), await lab(['course', 'new', 'file'])];
    expect(again).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(
        `${path('first')} is not empty: it has .clang-format, README.md, solutions, …`,
      ),
    });
    expect(onFile).toMatchObject({ code: 2, stderr: expect.stringContaining('(ENOTDIR)') });
    expect(await readFile(path('first/README.md'), 'utf8')).toBe(before);
  });

  it('says where it cannot be made', async () => {
    expect(await lab(['course', 'new', '/proc/course'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /No course can be made in \/proc\/course \(ENOENT\)\.\n.*name another folder/,
      ),
    });
  });
});

describe('lab course check, without a kernel', () => {
  beforeEach(async () => {
    await rm(path('course'), { recursive: true, force: true });
    await lab(['course', 'new', 'course']);
  });

  const check = async (...args: readonly string[]) => lab(['course', 'check', 'course', ...args]);
  const spoil = (file: string) => writeFile(path('course', file), 'nothing\n');

  it('prints one document, which is as its schema says', async () => {
    const { code, stdout, stderr } = await check('--only', 'static', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document).toMatchObject({ root: path('course'), status: 'passed', steps: ['00-first-event'] });
  });

  it('ends with 1 where something is to be mended', async () => {
    await spoil('steps/00-first-event/README.md');
    const { code, stdout, stderr } = await check('--only', 'static');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('the lesson has no heading `## Task: Send an event`');
    expect(stdout).toContain('2 things to mend.');
    const { code: same, stdout: json } = await check('--only', 'static', '--json');
    expect(same).toBe(1);
    expect(validate(JSON.parse(json)) ? [] : validate.errors).toEqual([]);
  });

  it('tells what is wrong with a step.yaml, whatever else was asked for', async () => {
    await spoil('steps/00-first-event/step.yaml');
    const { code, stdout, stderr } = await check('--step', '00', '--only', 'solutions');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain(
      '✗ steps/00-first-event/step.yaml:1:1: `step.yaml` must be a mapping, not `nothing`',
    );
    expect(stdout).not.toMatch(/^ {4}at /m);
  });

  it.each([
    [['--step', '07'], 'there is no step `07`'],
    [['--step', '00,first-evnt'], 'did you mean `first-event`?'],
    [['--only', 'everything'], 'Allowed choices are static, starts, solutions, right, wrong.'],
    [['--seeds', '0'], 'It must be a whole number of at least 1.'],
    [['--jobs', 'many'], 'It must be a whole number of at least 1.'],
  ])('ends with 2 for %j', async (args, said) => {
    const { code, stdout, stderr } = await check(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
  });

  it('ends with 2 where no course is', async () => {
    expect(await lab(['course', 'check', 'nowhere'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(`There is no course in ${path('nowhere')}`),
    });
  });
});

describe('LAB_COURSE', () => {
  const served = (args: readonly string[], folder = path('first')) =>
    lab(args, { env: { LAB_COURSE: folder } });

  it('names the course that is verified, and taken', async () => {
    const { stdout } = await served(['course', 'check', '--only', 'static', '--json']);
    expect(JSON.parse(stdout).root).toBe(path('first'));
    expect(await served(['start', 'mygadget'])).toMatchObject({ code: 0 });
    expect(await readFile(path('mygadget/program.bpf.c'), 'utf8')).toBe(
      await readFile(path('first/steps/00-first-event/start/program.bpf.c'), 'utf8'),
    );
    const guide = await lab(['guide'], { cwd: path('mygadget'), env: { LAB_COURSE: path('first') } });
    expect(guide.stdout).toContain('The first event');
  });

  it('is what Tab completes steps of', async () => {
    const { stdout } = await served(['__complete', '--', 'check', 'f']);
    expect(stdout).toBe('none\nfirst-event\tstep 00\n');
  });

  it('may be wrong, which is said', async () => {
    expect(await served(['start', 'other'], path('nowhere'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('LAB_COURSE names the folder that steps/ and solutions/ are in'),
    });
  });
});
