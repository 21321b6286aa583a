import type { RunResult } from '../../model/capture.ts';
import type { Outcome } from '../outcome.ts';

/** The kernel loaded and attached every program. */
export function loads(run: RunResult): Outcome {
  if (run.kind === 'captured') return { status: 'passed' };
  const { stage, errno, program, message } = run.refusal;
  return {
    status: 'failed',
    expected: 'the kernel loads and attaches every program',
    actual: message,
    evidence: { stage, errno, ...(program === undefined ? {} : { program }) },
  };
}
