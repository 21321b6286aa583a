import type { Refusal } from '../../../model/capture.ts';
import { type Finding, rule } from '../rule.ts';
import type { CSource } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';
import { logOf, refused } from './scene.ts';
import { refusedFunction, takesSyscall } from './sections.ts';
import { splitSection } from './tracepoints.ts';
import { quote } from './wording.ts';

/** The section is right for some program, and the function under it is none such. */
export const otherProgramKind = rule({
  id: 'other-program-kind',
  meaning: 'SEC() names a kind of program that gets another context than the function takes.',
  example: {
    code: 'SEC("xdp")\nint openat_entry(struct syscall_trace_enter *ctx)',
    message:
      '`openat_entry` takes the arguments of a system call (`struct syscall_trace_enter`), but programs of the kind `xdp` are called with something else. Such a function belongs under `SEC("tracepoint/syscalls/sys_enter_…")`.',
  },
  needs: ['refusal', 'program'],
  find: ({ refusal, program }) => find(refusal, program),
});

function find(refusal: Refusal, program: CSource): readonly Finding[] {
  const found = refusedFunction(program, refusal);
  const { kind, group, name } = splitSection(refusal.section ?? '');
  if (found === undefined || kind === '') return [];
  if (kind === 'tracepoint' || kind === 'tp') return takesRegisters(refusal, found);
  if (!takesSyscall(found) || !isAboutContext(refusal)) return [];
  const type = /struct\s+\w+/.exec(found.parameters[0]?.text ?? '')?.[0] ?? '';
  const hook = [group, name].filter((part) => part !== '').join('/');
  const what = hook === '' ? quote(kind) : `${quote(kind)} (here at ${quote(hook)})`;
  const message = `${quote(found.name)} takes the arguments of a system call (${quote(type)}), but programs of the kind ${what} are called with something else. Such a function belongs under \`SEC("tracepoint/syscalls/sys_enter_…")\`.`;
  return refused(message, found.section ?? found);
}

/** The other way round: what a kprobe gets, under a tracepoint. */
function takesRegisters(refusal: Refusal, found: CFunction): readonly Finding[] {
  const parameter = found.parameters[0];
  if (!/\bstruct\s+pt_regs\b/.test(parameter?.text ?? '')) return [];
  const isReason = refusal.stage === 'load' ? isAboutContext(refusal) : refusal.errno === 'EACCES';
  if (!isReason) return [];
  const message = `${quote(found.name)} takes the registers that a kprobe gets (\`struct pt_regs\`), and a tracepoint of a system call gives \`struct syscall_trace_enter\`: its arguments are in \`ctx->args\`.`;
  return refused(message, parameter);
}

/** Whatever it is that such a program is refused for, its context is not that of a system call. */
function isAboutContext(refusal: Refusal): boolean {
  if (refusal.stage === 'attach') return true;
  if (refusal.stage !== 'load') return false;
  const message = logOf(refusal)?.message;
  if (message === undefined) return refusal.errno === 'EPERM';
  return /invalid bpf_context access|dereference of modified ctx/.test(message);
}
