import { checkCourse } from '../../grader/course-check/check-course.ts';
import type { Choice, CourseReport } from '../../grader/course-check/finding.ts';
import type { Engine } from '../../grader/engine/engine.ts';
import { host } from '../../grader/engine/host.ts';

export interface CheckOptions {
  readonly only?: Choice;
  readonly steps?: readonly string[];
  readonly seeds?: number;
  readonly engine?: Engine;
  readonly signal?: AbortSignal;
  readonly onStage?: (text: string) => void;
}

/** Verifies a course as `lab course check` does. */
export function check(root: string, options: CheckOptions = {}): Promise<CourseReport> {
  const { only, steps = [], seeds = 1, engine = host, onStage = () => {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const limits = { jobs: 2, container: 'auto', timeoutMs: 60_000 } as const;
  return checkCourse({ root, only, steps, seeds, engine, signal, onStage, ...limits });
}

/** `file:line:column: message`, as a person reads it. */
export function places({ findings }: CourseReport): readonly string[] {
  return findings.map(({ file, line, column, message }) =>
    [...[file, line, column].filter((part) => part !== undefined), ` ${message}`].join(':'),
  );
}
