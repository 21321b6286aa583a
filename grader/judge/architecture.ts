import type { CheckSpec } from '../model/check-spec.ts';

/** arm64 was born without the system call open: no program can be attached to it there. */
const WITHOUT_OPEN = 'arm64';

/**
 * The check as it can be made on this architecture: without `open` where there is none. Undefined where nothing
 * is left of it.
 */
export function onArchitecture<Spec extends CheckSpec>(spec: Spec, architecture: string): Spec | undefined {
  if (architecture !== WITHOUT_OPEN) return spec;
  if (spec.kind === 'equals' || spec.kind === 'decodes') {
    return spec.where.syscall === 'open' ? undefined : spec;
  }
  if (spec.kind !== 'complete' && spec.kind !== 'once') return spec;
  const syscalls = spec.syscalls.filter((syscall) => syscall !== 'open');
  return syscalls.length === 0 ? undefined : { ...spec, syscalls };
}
