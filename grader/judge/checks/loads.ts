import type { RunResult } from '../../model/capture.ts';
import type { Outcome } from '../outcome.ts';

const EXPECTED = 'every program is loaded and attached by the kernel';

/** The kernel loaded and attached every program, and there is one. */
export function loads(run: RunResult): Outcome {
  if (run.kind === 'captured') {
    if (run.capture.object.programs.length > 0) return { status: 'passed' };
    return {
      status: 'failed',
      expected: EXPECTED,
      actual: 'no function stands under a SEC line, so there is no program',
    };
  }
  const { stage, errno, program, message } = run.refusal;
  return {
    status: 'failed',
    expected: EXPECTED,
    actual: message,
    evidence: { stage, errno, ...(program === undefined ? {} : { program }) },
  };
}
