import type { Capture } from '../model/capture.ts';
import type { TracedSyscall } from '../model/check-spec.ts';

/**
 * How many of the scenario's calls the witness never saw. The opener makes every one of them and the witness loses
 * none, so a call that was not made was prevented: a program that kills the tasks which would show its mistake must
 * not pass for that.
 */
export function callsNotMade({ scenario, witnessed, architecture }: Capture): number {
  const possible: readonly TracedSyscall[] = architecture === 'arm64' ? ['openat'] : ['open', 'openat'];
  const scripted = scenario.phases
    .flatMap(({ tasks }) => tasks)
    .flatMap((task) => (task.kind === 'shell' ? [] : task.calls));
  return possible.reduce((missing, name) => {
    const wanted = scripted.filter(({ syscall }) => syscall === name).length;
    const made = witnessed.filter(({ role, syscall }) => role === 'traced' && syscall === name).length;
    return missing + Math.max(0, wanted - made);
  }, 0);
}
