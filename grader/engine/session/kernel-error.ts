import type { Failure } from '../../../native/binding.ts';
import { LabError } from '../../model/error.ts';

/** The kernel refused something of ours: this machine cannot do it, whatever the learner wrote. */
export function kernelRefused(failure: Failure): LabError {
  const reason = failure.libbpfLog.trim().split('\n').at(-1) ?? '';
  return new LabError({
    kind: 'machine',
    code: 'kernel-refused',
    message:
      `This kernel refuses what the lab needs (${failure.operation}: ${failure.symbol}). ${reason}`.trim(),
    hint: hintFor(failure),
    cause: failure,
  });
}

function hintFor({ symbol, operation }: Failure): string {
  if (symbol === 'EPERM' || symbol === 'EACCES')
    return 'Loading eBPF needs root with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN.';
  if (operation === 'attach') return 'The kernel needs CONFIG_FTRACE_SYSCALLS and tracefs.';
  return 'A kernel of version 5.8 or later with CONFIG_DEBUG_INFO_BTF is needed.';
}
