import type { StepVerdict, Verdict } from '../../grader/model/verdict.ts';

/** A document around steps, as `lab check` makes one. */
export function verdictOf(...steps: readonly StepVerdict[]): Verdict {
  const sum = (of: (step: StepVerdict) => number): number =>
    steps.reduce((total, step) => total + of(step), 0);
  const status = steps.some((step) => step.status === 'error')
    ? 'error'
    : steps.every((step) => step.status === 'passed')
      ? 'passed'
      : 'failed';
  return {
    schemaVersion: 1,
    tool: { name: 'gadget-lab', version: '0.1.0' },
    status,
    points: sum(({ points }) => points),
    maxPoints: sum(({ maxPoints }) => maxPoints),
    seed: 4711,
    engine: 'host',
    container: 'runc',
    kernel: '6.18.44',
    durationMs: 412,
    steps,
  };
}
