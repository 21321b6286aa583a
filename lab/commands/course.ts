import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { addCourseCheckCommand } from './course-check.ts';
import { addCourseNewCommand } from './course-new.ts';

const EXAMPLES = `
Examples:
  $ lab course new mycourse      a course of one step, to begin with
  $ lab course check mycourse    does everything hold that it promises?

A course is data: docs/writing-a-course.md adds a step to one, without
TypeScript. The environment variable LAB_COURSE names the folder of the course
that all other commands serve.
`;

/** For those who write a course. */
export function addCourseCommand(program: Command, surroundings: Surroundings): void {
  const course = program
    .command('course')
    .summary('make a course of your own, and verify it')
    .description('For authors: make a course, and verify that it does what it promises.')
    .addHelpText('after', EXAMPLES);
  addCourseCheckCommand(course, surroundings);
  addCourseNewCommand(course);
}
