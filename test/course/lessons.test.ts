import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Course, folderName, stepSolution, stepStart } from '../../grader/course/load.ts';
import { seeCheck } from '../../grader/judge/diagnosis/lesson.ts';
import type { Step } from '../../grader/model/step.ts';
import { normalized, sections } from './lesson.ts';
import { realCourse } from './real-course.ts';

const course = await realCourse();
/** Steps whose work is in one file of code, which is then the first. */
const written = course.steps.filter(({ files }) => /\.(bpf\.c|go)$/.test(files[0] ?? ''));

const lessonOf = (step: Step) => readFile(join(step.directory, 'README.md'), 'utf8');

async function program(step: Step, files: ReturnType<typeof stepStart>): Promise<string> {
  const file = (await files).find(({ path }) => path === step.files[0]);
  if (file === undefined) throw new Error(`no ${step.files[0]}`);
  return readFile(file.absolute, 'utf8');
}

const startOf = (course: Course, step: Step) => program(step, stepStart(course, step));
const solutionOf = (course: Course, step: Step) => program(step, stepSolution(course, step));

describe.each(course.steps)('the lesson of $id $name', (step) => {
  it('begins with id and has a section for every task, in order', async () => {
    const lesson = await lessonOf(step);
    expect(lesson).toMatch(new RegExp(`^# ${step.id} \\S`));
    const headings = sections(lesson).map(({ heading }) => heading);
    expect(headings.filter((heading) => heading.startsWith('Task: '))).toEqual(
      step.tasks.map(({ title }) => `Task: ${title}`),
    );
  });

  it('has the parts that diagnoses send their reader to', async () => {
    const anchors = sections(await lessonOf(step)).map(({ heading }) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-'),
    );
    const ids = step.tasks.flatMap(({ checks }) => checks.map(({ id }) => id));
    const sent = ids.map((id) => seeCheck([id], { step, earlier: [] })?.split('#') ?? []);
    expect(sent.filter(([folder]) => folder !== `steps/${folderName(step)}`)).toEqual([]);
    expect(sent.filter(([, anchor = '']) => !anchors.includes(anchor))).toEqual([]);
  });

  it('names the check that grades it, and what the real tool would be called with', async () => {
    const lesson = await lessonOf(step);
    expect(lesson).toContain(`lab check ${step.id}`);
    expect(lesson).toMatch(/\big (run|image)\b/);
  });

  it('closes every code block and every fold', async () => {
    const lesson = await lessonOf(step);
    expect((lesson.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(lesson.match(/<details>/g)?.length).toBe(lesson.match(/<\/details>/g)?.length);
  });

  it('links only to files that are there', async () => {
    const links = [...(await lessonOf(step)).matchAll(/\]\((?!https:)([^)#]+)/g)].map(
      ([, link = '']) => link,
    );
    expect(links.filter((link) => !existsSync(join(step.directory, link)))).toEqual([]);
  });
});

describe.each(written)('the code in the lesson of $id $name', (step) => {
  it('offers a solution for every task that the starting state does not pass', async () => {
    const tasks = sections(await lessonOf(step)).filter(({ heading }) => heading.startsWith('Task: '));
    const solved = step.tasks
      .filter((_, index) => (tasks[index]?.solution.length ?? 0) > 0)
      .map(({ id }) => id);
    expect(solved).toEqual(step.tasks.map(({ id }) => id).filter((id) => !step.startPasses.includes(id)));
  });

  it('holds nothing in the last task that is not in the solution, line for line', async () => {
    const solution = normalized(await solutionOf(course, step));
    const chunks = sections(await lessonOf(step)).at(-1)?.solution ?? [];
    expect(chunks.filter((chunk) => !solution.includes(chunk))).toEqual([]);
  });

  it('shows every line in which the solution differs from the starting state', async () => {
    const start = new Set(normalized(await startOf(course, step)).split('\n'));
    const added = normalized(await solutionOf(course, step))
      .split('\n')
      .filter((line) => !start.has(line));
    const shown = sections(await lessonOf(step)).flatMap(({ solution }) => solution.join('\n').split('\n'));
    expect(added.length).toBeGreaterThan(0);
    expect(added.filter((line) => !shown.includes(line))).toEqual([]);
  });

  it('keeps in earlier tasks to lines of the solution too', async () => {
    const solution = normalized(await solutionOf(course, step)).split('\n');
    const shown = sections(await lessonOf(step)).flatMap(({ solution }) => solution.join('\n').split('\n'));
    expect(shown.filter((line) => line !== '' && !solution.includes(line))).toEqual([]);
  });
});
