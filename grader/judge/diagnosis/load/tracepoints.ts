import { nearest } from '../../../course/nearest.ts';

/** The arguments of system calls that have to do with files, in their order. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  open: ['filename', 'flags', 'mode'],
  openat: ['dfd', 'filename', 'flags', 'mode'],
  openat2: ['dfd', 'filename', 'how', 'usize'],
  creat: ['pathname', 'mode'],
  open_by_handle_at: ['mountdirfd', 'handle', 'flags'],
  close: ['fd'],
  read: ['fd', 'buf', 'count'],
  write: ['fd', 'buf', 'count'],
  execve: ['filename', 'argv', 'envp'],
  unlink: ['pathname'],
  unlinkat: ['dfd', 'pathname', 'flag'],
  mkdir: ['pathname', 'mode'],
  mkdirat: ['dfd', 'pathname', 'mode'],
};

const NAMES = Object.keys(ARGUMENTS).flatMap((name) => [`sys_enter_${name}`, `sys_exit_${name}`]);

/** What follows the kind of program in a section's name: `tracepoint/syscalls/sys_enter_open`. */
export interface TracepointName {
  readonly kind: string;
  /** `syscalls` */
  readonly group: string;
  /** `sys_enter_open` */
  readonly name: string;
}

export function splitSection(section: string): TracepointName {
  const [kind = '', group = '', ...rest] = section.split('/');
  return { kind, group, name: rest.join('/') };
}

/** The system call of a tracepoint, and its arguments where they are known. */
export function syscallOf(section: string) {
  const { group, name } = splitSection(section);
  const [, way, syscall] = /^sys_(enter|exit)_(\w+)$/.exec(name) ?? [];
  if (group !== 'syscalls' || syscall === undefined) return undefined;
  return { syscall, entered: way === 'enter', arguments: ARGUMENTS[syscall] };
}

/** The section that somebody may have meant, its tracepoint being one of a system call. */
export function nearestSection(section: string): string | undefined {
  const words = section.split(/[/:.\s]+/).filter((word) => word !== '');
  const meant = nearestTracepoint(words.at(-1) ?? '');
  if (meant === undefined) return undefined;
  const kind = /^tp$/i.test(words[0] ?? '') ? 'tp' : 'tracepoint';
  const found = `${kind}/syscalls/${meant}`;
  return found === section ? undefined : found;
}

function nearestTracepoint(name: string): string | undefined {
  if (NAMES.includes(name)) return name;
  const way = /exit/i.test(name) ? 'exit' : 'enter';
  const rest = name.toLowerCase().replace(/^(__x64_)?(do_)?(sys(call)?s?_?)?((enter|entry|exit)_?)?/, '');
  const plain = rest.replaceAll('_', '');
  const same = Object.keys(ARGUMENTS).find((syscall) => syscall.replaceAll('_', '') === plain);
  if (same !== undefined) return `sys_${way}_${same}`;
  const close = nearest(rest, Object.keys(ARGUMENTS));
  return close === undefined || close[0] !== rest[0] ? undefined : `sys_${way}_${close}`;
}
