import type { ContainerFacts } from '../../model/capture.ts';
import type { ContainerUser } from '../../model/scenario.ts';
import type { ContainerRuntimeName } from '../engine.ts';

/** A command line that runs in the container: `[file, ...arguments]`, to be spawned with pipes. */
export type ExecCommand = readonly [file: string, ...args: string[]];

/** A running container with an idle init. */
export interface Container {
  readonly facts: ContainerFacts;
  /** How to run a program in it, stdin connected; with a `terminal`, on one of its own that follows the caller's. */
  exec(user: ContainerUser, command: readonly string[], on?: 'terminal'): ExecCommand;
}

/** The process that a container begins with, as the kernel saw it. */
export interface FirstProcess {
  readonly mntns: bigint;
  /** In the host's pid namespace. */
  readonly pid: number;
  /** The last part of its cgroup's path. */
  readonly cgroup: string;
}

/** Where the runtime keeps what belongs to one session, and what the containers need. */
export interface ContainerContext {
  /** Unique among all sessions of the machine; part of every container's name. */
  readonly session: string;
  /** The session's own folder, removed by the caller. */
  readonly directory: string;
  /** Absolute path of the static opener on the host. */
  readonly opener: string;
}

/** docker, podman, runc behind one interface. */
export interface ContainerRuntime {
  readonly name: ContainerRuntimeName;
  /** Undefined if it can make containers here, else the reason in a few words. */
  unavailable(): Promise<string | undefined>;
  /**
   * Makes and starts a container whose init idles. Register {@link removeAll} before the first.
   * @param name else made of session and role
   */
  start(context: ContainerContext, role: string, name?: string): Promise<Container>;
  /** Whether there is a container of this name, running or not. */
  has(name: string): Promise<boolean>;
  /** Every container that runs now, whoever started it; none where the runtime does not answer. */
  list(): Promise<readonly ContainerFacts[]>;
  /** The container that is just starting, or has already ended again; undefined if it is not this runtime's. */
  identify(process: FirstProcess): Promise<ContainerFacts | undefined>;
  /** Kills and removes every container of a session, half-made ones and those of a killed session too. */
  removeAll(session: Pick<ContainerContext, 'session' | 'directory'>): Promise<void>;
}

/** Where the opener is found inside every container. */
export const OPENER_IN_CONTAINER = '/.gadget-lab/opener';

/** Short enough for a column of the table, unique all the same: `lab-51fcf281-traced`. */
export function containerName(session: string, role: string): string {
  return `lab-${session.slice(session.lastIndexOf('-') + 1)}-${role}`;
}

/** Whether a container is one of those that a check plays its scenario in. */
export function isOfCheck({ name }: ContainerFacts): boolean {
  return /^lab-[0-9a-f]{8}-(traced|foreign)$/.test(name);
}
