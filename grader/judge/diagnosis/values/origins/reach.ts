import type { TracedSyscall } from '../../../../model/check-spec.ts';
import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';

/** The functions that the kernel calls when the system call begins. */
export function entriesOf({ functions }: CSource, syscall: TracedSyscall): readonly CFunction[] {
  return functions.filter(({ section }) => section?.name.endsWith(`/sys_enter_${syscall}`));
}

/**
 * The functions that run for a system call: its entries and all that they call. All functions where no entry can be
 * told from the text.
 */
export function reachedBy(source: CSource, syscall: TracedSyscall): ReadonlySet<CFunction> {
  const entries = entriesOf(source, syscall);
  if (entries.length === 0) return new Set(source.functions);
  const reached = new Set<CFunction>(entries);
  for (const caller of reached) {
    for (const call of source.calls) {
      if (call.function !== caller) continue;
      const called = source.functions.find(({ name }) => name === call.callee);
      if (called !== undefined) reached.add(called);
    }
  }
  return reached;
}
