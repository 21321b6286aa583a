import type { BuildResult } from '../../model/artifact.ts';
import type { Outcome } from '../outcome.ts';
import { count } from '../text.ts';

/** The compiler took the program; warnings do not matter. */
export function builds(build: BuildResult): Outcome {
  const errors = build.diagnostics.filter(({ severity }) => severity === 'error');
  if (build.status !== 'failed') return { status: 'passed' };
  const expected = 'a program that compiles';
  if (build.timedOut)
    return { status: 'failed', expected, actual: 'the compiler did not come to an end in time' };
  const [first] = errors;
  const where = first === undefined ? '' : `, the first at ${first.file}:${first.line}`;
  const actual = errors.length === 0 ? 'the compiler failed' : `${count(errors.length, 'error')}${where}`;
  return { status: 'failed', expected, actual, evidence: { errors: errors.length } };
}
