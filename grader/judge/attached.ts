import type { ProgramFacts } from '../model/capture.ts';
import type { TracedSyscall } from '../model/check-spec.ts';

const TRACED: readonly TracedSyscall[] = ['open', 'openat'];

/** The system calls that a program is attached to by a tracepoint of their own. */
export function attachedSyscalls(programs: readonly ProgramFacts[]): ReadonlySet<TracedSyscall> {
  return new Set(TRACED.filter((syscall) => programs.some((program) => runsOn(program, syscall))));
}

/** The programs that delivered events of these system calls; all, where none is attached by name. */
export function deliveringPrograms(
  programs: readonly ProgramFacts[],
  syscalls: Iterable<TracedSyscall>,
): readonly ProgramFacts[] {
  const wanted = [...syscalls];
  const delivering = programs.filter((program) => wanted.some((syscall) => runsOn(program, syscall)));
  return delivering.length > 0 ? delivering : programs;
}

/** `tp/` and `tracepoint/` name the same kind of section. */
function runsOn({ section }: ProgramFacts, syscall: string): boolean {
  return section.endsWith(`/sys_enter_${syscall}`);
}

/** Whether a program reports openat2, a call that the course's gadget must not count. */
export function reportsOpenat2(programs: readonly ProgramFacts[]): boolean {
  return programs.some((program) => runsOn(program, 'openat2'));
}
