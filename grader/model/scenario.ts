/** The system calls that a scenario can make. `openat2` is a decoy: the course's gadget must not report it. */
export type Syscall = 'open' | 'openat' | 'openat2';

/** The path argument: bytes (hex, without the final NUL), or a pointer that cannot be read. */
export type PathArgument = { readonly kind: 'bytes'; readonly hex: string } | { readonly kind: 'unreadable' };

/** One system call that the opener makes with exactly these arguments. */
export interface Call {
  readonly syscall: Syscall;
  readonly path: PathArgument;
  readonly flags: number;
  readonly mode: number;
}

/**
 * One task (a process, or a thread of the opener's own process) and what it does in order; `shell` runs one
 * command line with the container's `sh -c`.
 */
export type TaskScript =
  | { readonly kind: 'process' | 'thread'; readonly comm: string; readonly calls: readonly Call[] }
  | { readonly kind: 'shell'; readonly command: string };

/** Tasks that may run at the same time (they do not where events cannot be told apart by task). */
export interface Phase {
  /** Index into {@link Scenario.users}. */
  readonly user: number;
  readonly concurrent: boolean;
  readonly tasks: readonly TaskScript[];
}

export interface ContainerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The scripted opens of one run, fully drawn: the same seed gives the same scenario. */
export interface Scenario {
  readonly seed: number;
  readonly users: readonly ContainerUser[];
  /** What the traced container does, in order. */
  readonly phases: readonly Phase[];
  /** What the foreign container and the host do meanwhile; a gadget must not report it. */
  readonly noise: readonly TaskScript[];
}
