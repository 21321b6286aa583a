import type { LogLevel, ModuleFaultCause, ModulePhase } from '../../model/module.ts';
import type { LiveGadget } from '../live/live-gadget.ts';

/**
 * What a module can import from `ig`, by name. Arguments of WASM type i32 arrive signed (use `>>> 0`), i64 as bigint.
 * Source of names, types and return conventions: the contract's §7 of Inspektor Gadget v0.46.0.
 */
export type HostFunctions = Readonly<Record<string, HostFunction>>;
// biome-ignore lint/suspicious/noExplicitAny: the signature of each is fixed by the WASM import that it serves.
export type HostFunction = (...args: any[]) => number | bigint | undefined;

/** Everything that the host's functions work on; one per module instance. */
export interface ModuleContext {
  readonly memory: GuestMemory;
  readonly handles: Handles;
  readonly gadget: LiveGadget;
  /** Values of the module's parameters, by key. */
  readonly params: ReadonlyMap<string, string>;
  /** Whether a mount namespace's events are wanted; what is not is to be discarded. */
  readonly isWanted: (mntns: bigint) => boolean;
  /** Which messages of the module are wanted: this level and those before it. */
  readonly logLevel: LogLevel;
  readonly log: (level: LogLevel, message: string) => void;
  /** Says, as a warning of the host, why a function refuses: `fieldSet: …`. The caller then returns its error value. */
  readonly refuse: (functionName: string, why: string) => void;
  /** Whether the module has the export `dataSourceCallback`; without it nothing can be subscribed to. */
  readonly canCallBack: boolean;
  /** Calls the module's `dataSourceCallback`. Faults of the module come out as {@link ModuleFailure}. */
  readonly callBack: (callback: bigint, dataSource: number, data: number) => void;
  readonly phase: () => ModulePhase;
}

/** The module's linear memory. A buffer is `length << 32 | address`; 0 is the empty one. */
export interface GuestMemory {
  /** A copy. @throws ModuleFailure `pointer` where it is not all inside of the memory */
  bytes(buffer: bigint): Uint8Array;
  /** As UTF-8. @throws ModuleFailure `pointer` */
  text(buffer: bigint): string;
  /** Writes to the buffer's start; false where the content is longer than the buffer. @throws ModuleFailure `pointer` */
  write(buffer: bigint, content: Uint8Array): boolean;
  /** @throws ModuleFailure `pointer` */
  writeU32(address: number, value: number): void;
}

/** What the module knows by number: u32 from 1 up, at most 4096 at a time; 0 stands for none. */
export interface Handles {
  /** 0 (and a line in the log) where there are too many. */
  add(value: object): number;
  /** Undefined for a number that is free, or that stands for something else. */
  get<T extends object>(handle: number, type: abstract new (...args: never[]) => T): T | undefined;
  /** False for a number that is free. */
  release(handle: number): boolean;
}

/** Characters: it may quote what a module calls its imports. */
const LONGEST_MESSAGE = 600;

/**
 * Thrown through the module to the one who called it; caught nowhere on the way. What comes out of a loader or of a
 * loaded module names the phase.
 */
export class ModuleFailure extends Error {
  override readonly name = 'ModuleFailure';
  readonly reason: ModuleFaultCause;
  readonly phase: ModulePhase | undefined;

  constructor(reason: ModuleFaultCause, message: string, phase?: ModulePhase) {
    super(message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message);
    this.reason = reason;
    this.phase = phase;
  }
}

/**
 * A loaded module: its lifecycle, each called at most once and in this order. All throw {@link ModuleFailure}. After
 * the first failure the module is dead: a callback fails in the same way again, and the lifecycle's rest does nothing.
 */
export interface ModuleProgram {
  init(): void;
  preStart(): void;
  start(): void;
  stop(): void;
  postStop(): void;
}

/** Gives a gadget its module. @throws ModuleFailure `unusable`, `memory`, `trap` */
export type ModuleLoader = (gadget: LiveGadget) => Promise<ModuleProgram>;
