import { resolve } from 'node:path';
import type { Command } from 'commander';
import { commandLine } from '../terminal/command-line.ts';
import { painterFor } from '../terminal/paint.ts';

const EXAMPLES = `
Examples:
  $ lab course new mycourse      a course of one step, with a wrong program
  $ lab course check mycourse    it is well from the start

The folder must be new or empty: nothing is overwritten. How to go on is in
docs/writing-a-course.md.
`;

export function addCourseNewCommand(course: Command): void {
  course
    .command('new')
    .summary('make a course of one step')
    .description('Make a small, complete course: one step with its lesson, solution and a wrong program.')
    .argument('<folder>', 'where; it must be new or empty')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string) => {
      const { newCourse } = await import('../../grader/course-check/new-course.ts');
      const files = await newCourse(resolve(folder));
      process.stdout.write(created(folder, files));
    });
}

function created(folder: string, files: readonly string[]): string {
  const paint = painterFor(process.stdout);
  const next: readonly (readonly [string, string])[] = [
    [commandLine(['lab', 'course', 'check', folder]), 'does all hold that it promises?'],
    [`export ${commandLine([`LAB_COURSE=${resolve(folder)}`])}`, 'then the lab serves it to learners'],
  ];
  const width = Math.max(...next.map(([command]) => command.length));
  return [
    paint('bold', `${folder} is a course now.`),
    ...files.map((file) => `  added  ${file}`),
    '',
    ...next.map(([command, why]) => `  ${paint('cyan', command.padEnd(width))}  ${why}`),
    '',
  ].join('\n');
}
