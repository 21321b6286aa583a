import type { WitnessRecord } from '../../../model/capture.ts';
import type { TracedSyscall, WitnessField } from '../../../model/check-spec.ts';

export type ArgumentName = 'dfd' | 'filename' | 'flags' | 'mode';

/** The arguments as the kernel's definitions of the system calls name them. */
export const ARGUMENTS: { readonly [Call in TracedSyscall]: readonly ArgumentName[] } = {
  open: ['filename', 'flags', 'mode'],
  openat: ['dfd', 'filename', 'flags', 'mode'],
};

export function argumentOf({ syscall, args }: WitnessRecord, name: ArgumentName): bigint | undefined {
  return args[ARGUMENTS[syscall].indexOf(name)];
}

/** The argument that a witnessed field is. */
export function argumentBehind(witness: WitnessField): ArgumentName | undefined {
  if (witness === 'path') return 'filename';
  return witness === 'flags' || witness === 'mode' ? witness : undefined;
}

/** What a field stands for, to continue a sentence: "… holds the thread id". */
export const WORDS: { readonly [Field in WitnessField]: string } = {
  path: 'the path',
  flags: 'the flags',
  mode: 'the mode',
  comm: 'the name of the task',
  pid: 'the process id',
  tid: 'the thread id',
  uid: 'the user id',
  gid: 'the group id',
  mntns: 'the mount namespace',
  parentComm: 'the name of the parent process',
  parentPid: 'the process id of the parent',
};

/** Where a program gets it from, as a sentence. */
const ORIGINS: { readonly [Field in WitnessField]: string } = {
  path: '',
  flags: '',
  mode: '',
  comm: 'The name of the task comes from `bpf_get_current_comm()`.',
  pid: 'The process id is the upper half of what `bpf_get_current_pid_tgid()` gives: shift that right by 32.',
  tid: 'The thread id is the lower half of what `bpf_get_current_pid_tgid()` gives.',
  uid: 'The user id is the lower half of what `bpf_get_current_uid_gid()` gives.',
  gid: 'The group id is the upper half of what `bpf_get_current_uid_gid()` gives: shift that right by 32.',
  mntns: 'The mount namespace is `nsproxy->mnt_ns->ns.inum` of the task.',
  parentComm: "The parent's name is `real_parent->comm` of the task.",
  parentPid: "The parent's process id is `real_parent->tgid` of the task.",
};

/** What to take instead, as a sentence. */
export function remedy(
  witness: WitnessField,
  syscalls: readonly TracedSyscall[],
  populates: boolean,
): string {
  const argument = argumentBehind(witness);
  if (argument !== undefined) return `${startUpper(WORDS[witness])} ${whichArgument(argument, syscalls)}.`;
  const helper = populates
    ? '`gadget_process_populate()` writes it already, so nothing else has to.'
    : '`gadget_process_populate()` fills it in.';
  return `${ORIGINS[witness]} ${helper}`;
}

/** `of openat are args[2]`, for a verb that fits the flags; the others stand in the singular. */
function whichArgument(name: ArgumentName, syscalls: readonly TracedSyscall[]): string {
  const verb = name === 'flags' ? 'are' : 'is';
  const [only, other] = syscalls;
  if (only !== undefined && other === undefined) return `of ${only} ${verb} ${argumentText(name, only)}`;
  return `${verb} ${argumentText(name, 'openat')} of openat and ${argumentText(name, 'open')} of open`;
}

/** `args[2]` in backticks. */
export function argumentText(name: ArgumentName, syscall: TracedSyscall): string {
  return `\`args[${ARGUMENTS[syscall].indexOf(name)}]\``;
}

export function startUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
