import type { CheckSpec } from '../model/check-spec.ts';
import type { CheckResult } from '../model/verdict.ts';
import type { Obstacle } from './outcome.ts';
import type { Checked } from './run-checks.ts';

/** Finds the check that reports missing events of these system calls; for those that then have nothing to see. */
export type CompleteFinder = (syscalls: readonly string[]) => string | undefined;

/** The result as the verdict holds it. */
export function toCheckResult({ spec, outcome }: Checked, findComplete: CompleteFinder): CheckResult {
  const { id, title } = spec;
  if (outcome.status !== 'notRun') return { id, title, ...outcome };
  return { id, title, status: 'notRun', ...reason(outcome.because, findComplete) };
}

export function completeFinder(specs: readonly CheckSpec[]): CompleteFinder {
  return (syscalls) =>
    specs.find(
      (spec) => spec.kind === 'complete' && spec.syscalls.some((syscall) => syscalls.includes(syscall)),
    )?.id;
}

function reason(because: Obstacle, findComplete: CompleteFinder): Pick<CheckResult, 'blockedBy' | 'remark'> {
  switch (because.kind) {
    case 'blocked':
      return { blockedBy: because.by };
    case 'ring-overflow':
      return { blockedBy: 'ring-overflow' };
    case 'registry':
      return { blockedBy: 'registry', remark: because.message };
    case 'architecture':
      return { blockedBy: 'architecture', remark: `${because.architecture} has no system call open.` };
    case 'nothing-paired':
      return {
        blockedBy: findComplete(because.syscalls) ?? 'events',
        remark: `No event of ${because.syscalls.join(' or ')} arrived, so there was nothing to compare.`,
      };
    case 'without-evidence':
      return { blockedBy: 'scenario', remark: `The scenario has no ${because.what}.` };
  }
}
