import type { Refusal } from '../../../model/capture.ts';
import type { CSource } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';

/** The learner's function that was refused. */
export function refusedFunction(
  program: CSource | undefined,
  { program: name }: Refusal,
): CFunction | undefined {
  return name === undefined ? undefined : program?.functions.find((other) => other.name === name);
}

/** Where its SEC line is. */
export function sectionPlace(program: CSource | undefined, refusal: Refusal) {
  const found = refusedFunction(program, refusal);
  return found?.section ?? found;
}

/** Whether a function takes what the kernel gives at a system call's tracepoint. */
export function takesSyscall({ parameters }: CFunction): boolean {
  const text = parameters[0]?.text ?? '';
  return /\bstruct\s+(syscall_trace_(enter|exit)|trace_event_raw_sys_(enter|exit))\b/.test(text);
}
