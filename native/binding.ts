import type { StructLayout, TypeLayout } from '../grader/model/layout.ts';

/**
 * What the addon offers. C++ opens, loads, attaches, drains and closes; it has no wording and no policy. Calls
 * that the kernel or libbpf refuses return a {@link Failure} value; a call with wrong types throws TypeError.
 * Ids and sizes are numbers, 64-bit values are BigInt.
 */
export interface NativeBinding {
  /** Opens an object from memory (nothing is loaded yet). The bytes are copied. */
  openObject(bytes: Uint8Array, name: string): NativeObject | Failure;
  /**
   * Gives the calling thread (and children started from it) a mount namespace of its own, with private
   * propagation, and mounts tracefs on /sys/kernel/tracing there where none is. Needs CAP_SYS_ADMIN.
   */
  enterMountNamespace(): Failure | undefined;
  /** CLOCK_REALTIME minus CLOCK_BOOTTIME, ns, the tightest of a few readings. */
  bootOffset(): bigint;
  /** libbpf's version, `1.1`. */
  libbpfVersion(): string;
}

/** A refused call: data only. */
export interface Failure {
  readonly failed: true;
  /** What was tried: `open`, `load`, `attach`, `map-update`, `unshare`, `mount`, … */
  readonly operation: string;
  /** Positive errno, and its symbol (`EACCES`). */
  readonly errno: number;
  readonly symbol: string;
  /** The program (function name) that it is about, if one. */
  readonly program?: string;
  /** The verifier's log of that program, whole (up to 16 MiB); empty where there is none. */
  readonly verifierLog: string;
  /** What libbpf printed during the call. */
  readonly libbpfLog: string;
}

export interface NativeProgram {
  readonly name: string;
  readonly section: string;
  /** The kernel's program type number. */
  readonly type: number;
}

export interface NativeMap {
  readonly name: string;
  readonly type: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly maxEntries: number;
}

/** An object in its life: opened → (set up) → loaded → attached → closed. */
export interface NativeObject {
  readonly programs: readonly NativeProgram[];
  /** The object's maps, its `.rodata`, `.bss` and the like included. */
  readonly maps: readonly NativeMap[];
  /** Names of all BTF variables, in BTF order. */
  readonly variables: readonly string[];

  /** The layout of a struct by its tag; undefined where the object's BTF has none. */
  struct(name: string): StructLayout | undefined;
  /** The type of a global variable; undefined where the object's BTF has none of that name. */
  variable(name: string): TypeLayout | undefined;
  /** Bytes of a `const volatile` variable in `.rodata` before load; undefined where there is none. */
  constant(name: string): Uint8Array | undefined;
  /** Overwrites such a variable; the length must match. Before load. */
  setConstant(name: string, value: Uint8Array): Failure | undefined;
  setMaxEntries(map: string, entries: number): Failure | undefined;
  /** A program that is not to be loaded nor attached. */
  setAutoload(program: string, autoload: boolean): Failure | undefined;
  /** Uses another, loaded object's map in place of this one's. Before load. */
  reuseMap(map: string, from: NativeObject, fromMap: string): Failure | undefined;
  /** Loads everything; on refusal the failure names the program and carries the verifier's log. */
  load(): Failure | undefined;
  /** Helper ids (BPF_CALL with src_reg 0) of a loaded program, subprograms included, ascending, each once. */
  helpers(program: string): number[];
  /** Attaches every loaded program by its section. On refusal nothing stays attached. */
  attach(): Failure | undefined;
  /** Detaches every program; maps stay readable. */
  detach(): void;

  updateMap(map: string, key: Uint8Array, value: Uint8Array): Failure | undefined;
  deleteMapKey(map: string, key: Uint8Array): Failure | undefined;
  /** The value (for per-CPU maps: every possible CPU's, one after another), or undefined without such a key. */
  lookupMap(map: string, key: Uint8Array): Uint8Array | undefined | Failure;

  /**
   * Starts draining a ring buffer map on a thread of its own into memory that grows up to `limit` bytes; past
   * that, records are dropped and counted. `notify` is called (on the JS thread, coalesced) when records wait.
   */
  drain(map: string, limit: number, notify?: () => void): NativeDrain | Failure;
  /** Stops drains, detaches, unloads, in reverse order. Idempotent; every later call throws. */
  close(): void;
}

export interface NativeDrain {
  /**
   * Everything drained so far, in ring order, and forgets it: records one after another, each a u32 length
   * (little endian), the bytes, and zero padding to a multiple of 8 (length word included). Undefined if empty.
   */
  take(): Uint8Array | undefined;
  /** Drains on the calling thread whatever is in the ring now; `take` returns it afterwards. */
  flush(): void;
  statistics(): DrainStatistics;
  /** Ends the thread; what was drained can still be taken. Idempotent. */
  stop(): void;
}

export interface DrainStatistics {
  readonly records: bigint;
  readonly bytes: bigint;
  /** Records that found the memory limit reached. */
  readonly dropped: bigint;
  /** Size of the ring, and the most bytes seen waiting in it when the thread woke. */
  readonly ringSize: number;
  readonly peak: number;
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && (value as { failed?: unknown }).failed === true;
}
