import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCompiler } from '../../grader/build/compiler.ts';
import { includeFlags, languageFlags } from '../../grader/build/flags.ts';
import { findHeaders } from '../../grader/build/headers.ts';
import { stepSolution, stepStart } from '../../grader/course/load.ts';
import { realCourse } from './real-course.ts';

const course = await realCourse();
const programs = (
  await Promise.all(
    course.steps.map(async (step) => [
      ...(await stepStart(course, step)).map((file) => ({ ...file, state: `start of ${step.id}` })),
      ...(await stepSolution(course, step)).map((file) => ({ ...file, state: `solution of ${step.id}` })),
    ]),
  )
)
  .flat()
  .filter(({ path }) => path.endsWith('.bpf.c'));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-course-test-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What clang says of the code; nothing where it has no complaint. */
async function complaints(code: string): Promise<string> {
  const [compiler, headers] = await Promise.all([findCompiler(), findHeaders()]);
  const source = join(folder, 'program.bpf.c');
  await writeFile(source, code);
  const flags = [...languageFlags('amd64'), ...includeFlags(headers, 'amd64'), '-Wall', '-Wextra'];
  const unused = ['-Wno-unused-parameter', '-Wno-sign-compare'];
  const outcome = await promisify(execFile)(compiler.path, [
    ...flags,
    ...unused,
    '-c',
    source,
    '-o',
    `${source}.o`,
  ]).catch((error: { stderr?: string }) => ({ stderr: error.stderr ?? String(error) }));
  return outcome.stderr;
}

describe('clang accepts without a warning', () => {
  it.each(programs)('the $state', async ({ absolute }) => {
    expect(await complaints(await readFile(absolute, 'utf8'))).toBe('');
  });

  it.each([
    ['00', 'after the second task', /^.*(gadget_process|the process).*\n/gm],
    ['01', 'after the first task', /^.*bpf_probe_read_user_str.*\n/gm],
  ])('step %s %s', async (id, _when, later) => {
    const step = course.steps.find((step) => step.id === id);
    const [file] = step === undefined ? [] : await stepSolution(course, step);
    const code = await readFile(file?.absolute ?? '', 'utf8');
    const halfWay = code.replace(later, '');
    expect(halfWay).not.toBe(code);
    expect(await complaints(halfWay)).toBe('');
  });
});

describe('clang', () => {
  it('would say so if there were something to warn of', async () => {
    const [file] = await stepSolution(course, course.steps[0] ?? expect.fail('no steps'));
    const code = await readFile(file?.absolute ?? '', 'utf8');
    expect(await complaints(`${code}\nstatic int nobody_calls_this(void) { return 0; }\n`)).toContain(
      'unused',
    );
  });
});

describe('every program of the course', () => {
  it.each(programs)('says GPL in its license section: the $state', async ({ absolute }) => {
    expect(await readFile(absolute, 'utf8')).toContain('char LICENSE[] SEC("license") = "GPL";');
  });
});
