import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadCourse } from '../../../grader/course/load.ts';
import { lessonSections, taskSection } from '../../../lab/lesson/sections.ts';
import { LESSONS } from './lessons.ts';

const { steps } = await loadCourse();

describe('the sections of a lesson', () => {
  test.each(LESSONS)('of %s are all of it', (_, markdown) => {
    const sections = lessonSections(markdown);
    expect(sections.map((section) => section.markdown).join('')).toBe(markdown);
    expect(sections[0]).toMatchObject({ depth: 1, task: undefined });
    expect(sections.slice(1).every(({ depth }) => depth === 2)).toBe(true);
  });

  test.each(steps.map((step) => [step.id, step] as const))(
    'of step %s include its tasks',
    async (_, step) => {
      const markdown = await readFile(join(step.directory, 'README.md'), 'utf8');
      for (const { title } of step.tasks) {
        expect(taskSection(markdown, title)).toMatch(`## Task: ${title}\n`);
      }
      const numbers = lessonSections(markdown).flatMap(({ task }) => task ?? []);
      expect(numbers).toEqual(step.tasks.map((_, index) => index + 1));
    },
  );

  test('begin at headings of level 2 only, and not in code', () => {
    const markdown = 'before\n\n## Task: One\n\n### Part\n\n```bash\n## no heading\n```\n\n## Two\n';
    expect(lessonSections(markdown)).toEqual([
      { heading: '', depth: 0, markdown: 'before\n\n', task: undefined },
      {
        heading: 'Task: One',
        depth: 2,
        markdown: '## Task: One\n\n### Part\n\n```bash\n## no heading\n```\n\n',
        task: 1,
      },
      { heading: 'Two', depth: 2, markdown: '## Two\n', task: undefined },
    ]);
  });

  test('a task is found by its title, if need be whatever its case', () => {
    const markdown = '## Task: Push It\n\na\n\n## Task: push it\n\nb\n\n## Say\n';
    expect(taskSection(markdown, 'push it')).toContain('b');
    expect(taskSection(markdown, ' PUSH IT ')).toContain('a');
    expect(taskSection(markdown, 'Say')).toBeUndefined();
    expect(taskSection('', 'Say')).toBeUndefined();
  });
});
