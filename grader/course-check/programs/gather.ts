import type { Course } from '../../course/load.ts';
import { stepSolutionDirectory } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from '../static/fault.ts';
import { applyProgram, type Files } from './apply.ts';
import { programFaults, stepOf } from './names.ts';
import type { Program } from './program.ts';
import type { Programs } from './read.ts';

/** A program whose patch applies and whose header is right. */
export interface Ready<P> {
  readonly step: Step;
  readonly program: P;
  readonly files: Files;
}

export interface Gathered<P> {
  readonly ready: readonly Ready<P>[];
  readonly faults: readonly StaticFinding[];
}

/** The programs of some steps that can be run, and what is wrong with the others. */
export async function gather<P extends Program>(
  course: Course,
  steps: readonly Step[],
  { programs, faults }: Programs<P>,
): Promise<Gathered<P>> {
  const all = steps.length === course.steps.length;
  const mine = programs.filter((program) => {
    const step = stepOf(course, program);
    return step === undefined ? all : steps.includes(step);
  });
  const made = await Promise.all(mine.map((program) => prepare(course, program)));
  const unread = faults.filter(({ file }) => all || steps.some((step) => isOf(step, file)));
  return {
    ready: made.flatMap((one) => (one.ready === undefined ? [] : [one.ready])),
    faults: [...unread.map((one) => fault(undefined, one)), ...made.flatMap((one) => one.faults)],
  };
}

function isOf({ id, name }: Step, file: string): boolean {
  return file.split('/').includes(`${id}-${name}`);
}

interface Prepared<P> {
  readonly ready: Ready<P> | undefined;
  readonly faults: readonly StaticFinding[];
}

async function prepare<P extends Program>(course: Course, program: P): Promise<Prepared<P>> {
  const faults = programFaults(course, program);
  const step = stepOf(course, program);
  if (step === undefined) return { ready: undefined, faults };
  const applied = await applyProgram(stepSolutionDirectory(course, step), program);
  if (applied.kind === 'fault') return { ready: undefined, faults: [...faults, fault(step, applied.fault)] };
  const ready = faults.length === 0 ? { step, program, files: applied.files } : undefined;
  return { ready, faults };
}
