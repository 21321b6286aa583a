import type { TracedSyscall } from './check-spec.ts';
import type { StructLayout } from './layout.ts';
import type { Scenario } from './scenario.ts';

/** The plain facts of a loaded object. */
export interface ObjectFacts {
  readonly programs: readonly ProgramFacts[];
  readonly maps: readonly MapFacts[];
  /** Names of all global BTF variables; Inspektor Gadget's markers are among them. */
  readonly variables: readonly string[];
  /** Tracers whose map and struct exist, with the struct's layout, in the object's order. */
  readonly tracers: readonly TracerFacts[];
}

export interface ProgramFacts {
  readonly name: string;
  /** `tracepoint/syscalls/sys_enter_openat`. */
  readonly section: string;
  /** Ids of the helpers that the loaded instructions call, ascending, each once; empty before load. */
  readonly helpers: readonly number[];
}

export interface MapFacts {
  readonly name: string;
  /** The kernel's number (`BPF_MAP_TYPE_RINGBUF` is 27). */
  readonly type: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
}

export interface TracerFacts {
  readonly dataSource: string;
  readonly map: string;
  readonly struct: StructLayout;
}

/** One raw event of the learner's gadget, in ring order. */
export interface RawEvent {
  readonly dataSource: string;
  readonly bytes: Uint8Array;
}

/** Where a witnessed open came from. */
export type WitnessRole = 'traced' | 'foreign' | 'host' | 'elsewhere';

/** One open or openat as the witness saw it: the ground truth. */
export interface WitnessRecord {
  readonly role: WitnessRole;
  readonly syscall: TracedSyscall;
  /** Boot-time clock, ns. */
  readonly timestamp: bigint;
  readonly pid: number;
  readonly tid: number;
  readonly uid: number;
  readonly gid: number;
  readonly mntns: bigint;
  readonly comm: string;
  readonly parentPid: number;
  readonly parentComm: string;
  /** The raw system call arguments: open has three, openat four. */
  readonly args: readonly bigint[];
  /** The path's bytes without NUL, cut at 4095; undefined where the pointer could not be read. */
  readonly path: Uint8Array | undefined;
}

export interface ContainerFacts {
  readonly runtime: 'docker' | 'podman' | 'runc';
  readonly id: string;
  readonly name: string;
  readonly imageName: string;
  readonly imageDigest: string;
  /** Host pid of the container's init. */
  readonly pid: number;
  readonly mntns: bigint;
  /** Wall clock, ns since the epoch. */
  readonly startedAt: bigint;
}

/** Everything that one run recorded. */
export interface Capture {
  readonly scenario: Scenario;
  readonly object: ObjectFacts;
  readonly events: readonly RawEvent[];
  /** By time. */
  readonly witnessed: readonly WitnessRecord[];
  /** Witness records of this run that found their ring full: with one, nothing can be judged. */
  readonly lost: number;
  /** Whether tasks ran one after another, because events carry no task to pair by. */
  readonly serial: boolean;
  /** Most bytes that waited in the learner's ring at once, of its size. */
  readonly ring: { readonly size: number; readonly peak: number };
  readonly traced: ContainerFacts;
  readonly foreign: ContainerFacts;
  /** Wall clock minus boot clock, ns, taken once. */
  readonly bootOffset: bigint;
  readonly engine: EngineName;
  /** `uname -r`. */
  readonly kernel: string;
  /** `amd64` or `arm64`. */
  readonly architecture: string;
  readonly durations: readonly StageDuration[];
}

export type EngineName = 'host' | 'vm';

export interface StageDuration {
  readonly stage: string;
  readonly milliseconds: number;
}

/** What an engine gives back: a capture, or how the kernel refused the program. Both are values. */
export type RunResult =
  | { readonly kind: 'captured'; readonly capture: Capture }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly context: RunContext };

export interface RunContext {
  readonly engine: EngineName;
  readonly kernel: string;
  readonly durations: readonly StageDuration[];
  readonly container: ContainerFacts['runtime'] | 'none';
}

/** The object could not be opened, loaded or attached. */
export interface Refusal {
  /** `crash`: the loader itself died of the object. */
  readonly stage: 'open' | 'markers' | 'load' | 'attach' | 'crash';
  /** `EACCES`; empty where there is none. */
  readonly errno: string;
  /** The program's function name and section, where it is one program's matter. */
  readonly program?: string;
  readonly section?: string;
  /** One plain sentence. */
  readonly message: string;
  /** The verifier's log, whole; empty where the verifier said nothing. */
  readonly verifierLog: string;
  /** libbpf's own warnings. */
  readonly libbpfLog: string;
}
