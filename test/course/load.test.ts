import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { findStep, loadCourse, stepSolution, stepStart } from '../../grader/course/load.ts';
import { needsImage, needsModule } from '../../grader/model/step.ts';
import { type CourseCopy, copyCourse, loadError } from './course-copy.ts';

let copy: CourseCopy;

beforeEach(async () => {
  copy = await copyCourse();
  vi.stubEnv('XDG_CACHE_HOME', copy.cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await copy.remove();
});

describe('the course', () => {
  it('has the steps in order, with their tasks and points', async () => {
    const { steps } = await loadCourse();
    const outline = steps.map(({ id, name, tasks }) => [
      id,
      name,
      tasks.map((task) => `${task.id} ${task.points}`),
    ]);
    expect(outline).toEqual([
      ['00', 'basic-tracer', ['template 1', 'open 2', 'process 3']],
      ['01', 'filename', ['column 2', 'copy 3']],
      ['02', 'flags', ['flags 5']],
      ['03', 'share', ['build 1', 'name 1', 'push 2', 'run 2']],
      ['04', 'wasm', ['module 2', 'field 1', 'decode 4']],
    ]);
  });

  it('starts 00 and 04 with what their templates pass, and the others with nothing', async () => {
    const { steps } = await loadCourse();
    const passed = steps.filter(({ startPasses }) => startPasses.length > 0);
    expect(passed.map(({ id, startPasses }) => [id, startPasses])).toEqual([
      ['00', ['template']],
      ['04', ['module', 'field']],
    ]);
  });

  it('offers a ladder of at least three hints for every task', async () => {
    const { steps } = await loadCourse();
    const ladders = steps.flatMap(({ tasks }) => tasks.map(({ hints }) => hints.filter(({ when }) => !when)));
    expect(ladders.filter(({ length }) => length < 3)).toEqual([]);
  });

  it('says in the words of the model what step.yaml says', async () => {
    const { steps } = await loadCourse();
    expect(findStep({ root: '', steps }, '02')).toMatchObject({
      files: ['program.bpf.c'],
      scenario: [
        { kind: 'shell', command: 'echo foo > bar' },
        { kind: 'shell', command: 'cat bar' },
        { kind: 'shell', command: 'echo foo >> {name}' },
        {
          kind: 'opens',
          syscalls: ['open', 'openat', 'openat2'],
          paths: ['short', 'absolute'],
          tasks: 2,
          threads: 1,
          times: 4,
          flags: 'any',
          user: 'root',
        },
        {
          kind: 'opens',
          syscalls: ['open', 'openat'],
          paths: ['short'],
          tasks: 1,
          threads: 0,
          times: 2,
          user: 'drawn',
        },
      ],
      tasks: [
        {
          checks: [
            { id: 'flags', kind: 'member', name: 'flags', type: 'int', needs: [] },
            {
              id: 'openat-flags',
              kind: 'equals',
              field: 'flags',
              witness: 'flags',
              where: { syscall: 'openat' },
              needs: ['flags'],
            },
            { id: 'open-flags', kind: 'equals', where: { syscall: 'open' } },
          ],
        },
      ],
    });
  });

  it('says the same of checks about a module', async () => {
    const { steps } = await loadCourse();
    const { scenario, tasks } = findStep({ root: '', steps }, '04');
    expect(scenario).toContainEqual(expect.objectContaining({ kind: 'opens', flags: 'named' }));
    const checks = tasks.flatMap((task) => task.checks);
    expect(checks).toMatchObject([
      { id: 'module-builds', kind: 'moduleBuilds', standard: 'draft', needs: [] },
      { id: 'module-starts', kind: 'moduleStarts', needs: ['module-builds'] },
      { id: 'field', kind: 'addsField', dataSource: 'open', name: 'flags_decoded', type: 'string' },
      { id: 'module-builds-as-is', kind: 'moduleBuilds', standard: 'strict' },
      { id: 'subscribes', kind: 'subscribes', dataSource: 'open' },
      { id: 'returns', kind: 'returns' },
      { id: 'untouched', kind: 'untouched' },
      { id: 'filled', kind: 'filled', field: 'flags_decoded' },
      { kind: 'decodes', field: 'flags_decoded', part: 'accessMode', distinct: 200 },
      { kind: 'decodes', part: 'accessMode', where: { syscall: 'open' } },
      { kind: 'decodes', part: 'names', where: { syscall: 'openat' } },
      { kind: 'decodes', part: 'names', where: { syscall: 'open' } },
      { id: 'separator', kind: 'decodes', part: 'separator', where: {}, distinct: 1 },
    ]);
  });

  it('says the same of checks about an image', async () => {
    const { steps } = await loadCourse();
    const { files, tasks } = findStep({ root: '', steps }, '03');
    expect(files).toEqual(['share.yaml']);
    expect(tasks.slice(0, 3).flatMap((task) => task.checks)).toMatchObject([
      { id: 'well-formed', kind: 'imageFormed', needs: [] },
      { id: 'name', kind: 'imageShareable', needs: [] },
      { id: 'pushed', kind: 'imagePushed', needs: ['well-formed', 'name'] },
      { id: 'digest', kind: 'digestDeclared', needs: ['pushed'] },
    ]);
    const [loads, ...others] = tasks[3]?.checks ?? [];
    expect(loads).toMatchObject({ kind: 'loads', needs: ['pushed'] });
    expect(others.filter(({ needs }) => needs.join() !== 'loads')).toEqual([]);
  });

  it('grades a module in 04 only, and an image in 03 only', async () => {
    const { steps } = await loadCourse();
    expect(steps.filter(needsModule).map(({ id }) => id)).toEqual(['04']);
    expect(steps.filter(needsImage).map(({ id }) => id)).toEqual(['03']);
  });

  it('has workspaces that grow: what was to be edited in a step is there after all later ones', async () => {
    const course = await loadCourse();
    for (const [index, step] of course.steps.entries()) {
      const paths = (await stepSolution(course, step)).map(({ path }) => path);
      const edited = course.steps.slice(0, index + 1).flatMap(({ files }) => files);
      expect(paths).toEqual(expect.arrayContaining([...new Set(edited)]));
    }
  });

  it('leaves the program of 02 as it is when it is shared', async () => {
    const course = await loadCourse();
    const program = async (id: string) => {
      const files = await stepSolution(course, findStep(course, id));
      return readFile(files.find(({ path }) => path === 'program.bpf.c')?.absolute ?? '', 'utf8');
    };
    expect(await program('03')).toBe(await program('02'));
  });

  it('starts 03 with a share.yaml to be filled in, and 04 with one that is', async () => {
    const course = await loadCourse();
    const shareFile = async (id: string) => {
      const files = await stepStart(course, findStep(course, id));
      return parse(await readFile(files.find(({ path }) => path === 'share.yaml')?.absolute ?? '', 'utf8'));
    };
    expect(await shareFile('03')).toEqual({ image: null, digest: null });
    expect(await shareFile('04')).toEqual({
      image: expect.stringMatching(/^127\.0\.0\.1:5000\/[0-9a-f-]{36}$/),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it('derives an id from kind and parameters where a check has none', async () => {
    const { steps } = await loadCourse();
    const [template, open] = findStep({ root: '', steps }, '00').tasks;
    expect(template?.checks.map(({ id }) => id)).toEqual([
      'builds',
      'loads',
      'complete-openat',
      'once-openat',
      'timestamp',
    ]);
    expect(open?.checks.map(({ id }) => id)).toEqual(['complete-open', 'once-open']);
  });

  it('is reported unreadable where there is none', async () => {
    await rm(copy.path('steps'), { recursive: true });
    expect(await loadError(copy)).toMatchObject({ kind: 'machine', code: 'course-unreadable' });
    await mkdir(copy.path('steps'));
    expect(await loadError(copy)).toMatchObject({ kind: 'machine', code: 'course-unreadable' });
  });
});

describe('a step', () => {
  it.each(['01', 'filename', '01-filename'])('is found as %s', async (name) => {
    const course = await loadCourse();
    expect(findStep(course, name)).toMatchObject({ id: '01', name: 'filename' });
  });

  it.each([
    ['1', '01'],
    ['filname', 'filename'],
    ['02-flag', '02-flags'],
    ['FLAGS', 'flags'],
  ])('is not found as %s, but %s is proposed', async (name, near) => {
    const course = await loadCourse();
    const found = () => findStep(course, name);
    expect(found).toThrow(
      expect.objectContaining({
        kind: 'request',
        code: 'unknown-step',
        message: expect.stringContaining(`\`${name}\``),
        hint: expect.stringMatching(
          new RegExp(`did you mean \`${near}\`.*00-basic-tracer, 01-filename, 02-flags`),
        ),
      }),
    );
  });

  it('is not guessed at where nothing is near', async () => {
    const course = await loadCourse();
    expect(() => findStep(course, 'quantum')).toThrow(
      expect.objectContaining({ hint: expect.stringMatching(/^the steps are 00-basic-tracer/) }),
    );
  });

  it('starts from the solution before it', async () => {
    const course = await loadCourse({ root: copy.root });
    expect(await stepStart(course, findStep(course, '00'))).toEqual([
      { path: 'program.bpf.c', absolute: copy.path('steps/00-basic-tracer/start/program.bpf.c') },
    ]);
    expect(await stepStart(course, findStep(course, '01'))).toEqual([
      { path: 'program.bpf.c', absolute: copy.path('solutions/00-basic-tracer/program.bpf.c') },
    ]);
  });

  it('lays its own starting files over those', async () => {
    await mkdir(copy.path('steps/02-flags/start/go'), { recursive: true });
    await writeFile(copy.path('steps/02-flags/start/go/main.go'), '');
    await writeFile(copy.path('steps/02-flags/start/program.bpf.c'), '');
    const course = await loadCourse({ root: copy.root });
    expect(await stepStart(course, findStep(course, '02'))).toEqual([
      { path: 'go/main.go', absolute: copy.path('steps/02-flags/start/go/main.go') },
      { path: 'program.bpf.c', absolute: copy.path('steps/02-flags/start/program.bpf.c') },
    ]);
  });

  it('starts from the step before it that there is, where a number is left out', async () => {
    await rm(copy.path('steps/01-filename'), { recursive: true });
    const course = await loadCourse({ root: copy.root });
    expect(await stepStart(course, findStep(course, '02'))).toEqual([
      { path: 'program.bpf.c', absolute: copy.path('solutions/00-basic-tracer/program.bpf.c') },
    ]);
  });

  it('has its whole workspace as solution', async () => {
    const course = await loadCourse({ root: copy.root });
    expect(await stepSolution(course, findStep(course, '02'))).toEqual([
      { path: 'program.bpf.c', absolute: copy.path('solutions/02-flags/program.bpf.c') },
    ]);
  });
});
