const COPIES =
  'What lies in the memory of a process is copied with `bpf_probe_read_user` or `bpf_probe_read_user_str`.';
const NO_LIBRARY = 'The library of C is not there in the kernel.';

/** What stands in for a function that C programs have and eBPF programs have not. */
const LIBRARY: ReadonlyMap<string, string> = new Map([
  ['printf', 'Use `bpf_printk`, which writes into the trace of the kernel.'],
  ['puts', 'Use `bpf_printk`, which writes into the trace of the kernel.'],
  ['memset', 'Use `__builtin_memset` with a size that is a plain number or `sizeof`.'],
  ['memcpy', 'Use `__builtin_memcpy` with a size that is a plain number or `sizeof`.'],
  ['strcpy', COPIES],
  ['strncpy', COPIES],
  ['strlcpy', COPIES],
  ['strcat', COPIES],
  ['sprintf', 'Hand the parts over one by one, and join them in user space.'],
  ['snprintf', 'Hand the parts over one by one, and join them in user space.'],
  ['strlen', '`bpf_probe_read_user_str` returns the length of what it copied.'],
  ['strcmp', 'Use `bpf_strncmp`, or compare in user space.'],
  ['strncmp', 'Use `bpf_strncmp`.'],
  ['malloc', 'Room for an event comes from `gadget_reserve_buf`.'],
  ['free', 'An event is given back with `gadget_discard_buf`.'],
  ['getpid', 'Use `bpf_get_current_pid_tgid`.'],
  ['gettid', 'Use `bpf_get_current_pid_tgid`.'],
  ['getuid', 'Use `bpf_get_current_uid_gid`.'],
  ['time', 'Use `bpf_ktime_get_boot_ns`.'],
]);

/** Words of other languages. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ['null', 'The pointer to nothing is called `NULL`.'],
  ['nullptr', 'The pointer to nothing is called `NULL`.'],
  ['nil', 'The pointer to nothing is called `NULL`.'],
  ['None', 'The pointer to nothing is called `NULL`.'],
  ['True', 'It is called `true`.'],
  ['False', 'It is called `false`.'],
  ['not', 'In C, “not” is written `!`.'],
  ['and', 'In C, “and” is written `&&`.'],
  ['class', 'C has no classes: what holds the members is a `struct`.'],
  ['or', 'In C, “or” is written `||`.'],
]);

/** Constants of C and of system calls: macros, which type information does not hold. */
const CONSTANT = /^(O_[A-Z]+|AT_[A-Z_]+|(PATH|NAME)_MAX|E[A-Z]{3,}|S_I[A-Z]+)$/;

/** What to do instead, for a name that every C programmer knows and that eBPF programs do not have. */
export function notInKernel(name: string): string | undefined {
  const instead = LIBRARY.get(name);
  if (instead !== undefined) return `${NO_LIBRARY} ${instead}`;
  if (!CONSTANT.test(name)) return OTHER_WORDS.get(name);
  return '`vmlinux.h` holds the types of the kernel, but no macros like this one. Define it at the top of the program with `#define`.';
}
