import type { Diagnostic, SourceText } from './artifact.ts';

/** A WASM module, as plain bytes. */
export interface WasmModule {
  readonly bytes: Uint8Array;
  /** `go/main.go`, relative to the workspace: what build.yaml names. */
  readonly source: string;
  /** SHA-256 (hex) over everything that the module was made of. */
  readonly key: string;
  /**
   * Variables that are declared and not used. Go refuses them (and so does `ig image build`); the lab builds the
   * module all the same, so that half-finished work can be graded. Empty for a module that builds as it is.
   */
  readonly unused: readonly Diagnostic[];
}

/** What building the module gave. None of these is an error: they are the learner's state. */
export type ModuleBuild = {
  /** The Go file that was given to the compiler; undefined where there is none that could be read. */
  readonly program?: SourceText | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly durationMs: number;
} & (
  | { readonly status: 'ok' | 'cached'; readonly module: WasmModule }
  | { readonly status: 'failed'; readonly timedOut: boolean }
  /** Nothing names a module: `reason` is one sentence ("build.yaml has no key wasm, so …"). */
  | { readonly status: 'absent'; readonly reason: string }
);

/** The exports that a host calls, in this order, and what happens between the third and the fourth. */
export type ModulePhase =
  | 'load'
  | 'gadgetInit'
  | 'gadgetPreStart'
  | 'gadgetStart'
  | 'callback'
  | 'gadgetStop'
  | 'gadgetPostStop';

/** Why a run ended early. */
export type ModuleFaultCause =
  /** Not a module that a gadget can use: damaged, an import that nobody offers, an export that is missing, a version. */
  | 'unusable'
  /** A lifecycle function returned something else than 0. */
  | 'returned'
  /** A trap: a panic, a nil pointer, `unreachable`; or the module ended itself. */
  | 'trap'
  /** More than the 256 pages (16 MiB) of memory that a module has. */
  | 'memory'
  /** It passed a buffer that lies outside its memory. */
  | 'pointer'
  /** It did not come back in time. */
  | 'timeout'
  /** It said or made more than a run keeps. */
  | 'output'
  /** Its process died. */
  | 'died';

export interface ModuleFault {
  readonly phase: ModulePhase;
  readonly cause: ModuleFaultCause;
  /** One sentence. */
  readonly message: string;
  /** In a callback: the index of the event in the capture, or the event's number in a live run. */
  readonly event?: number;
}

export const LOG_LEVELS = ['error', 'warning', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogLine {
  readonly level: LogLevel;
  /** `host`: why one of the host's functions refused what the module asked for. */
  readonly from: 'module' | 'host';
  readonly message: string;
}

/** A field that the module added to a data source. */
export interface AddedField {
  readonly dataSource: string;
  /** `flags_decoded`; dotted where it lies deeper. */
  readonly name: string;
  /** `string`, `int32`, `bytes`, … */
  readonly kind: string;
}

/** What a field holds: text as text, 64-bit integers as bigint. */
export type ModuleValue = string | number | bigint | boolean | Uint8Array;

/** One event of the capture after the module had it. */
export interface ProcessedEvent {
  /** Values of the added fields of its data source, by name. */
  readonly values: Readonly<Record<string, ModuleValue>>;
  /** Names of the program's own fields that the module changed. */
  readonly changed: readonly string[];
  /** Further events that the module put into the program's data source on the way; left out where there are none. */
  readonly extra?: number;
}

/** What running a module over a capture gave. */
export interface ModuleRun {
  /** Undefined where it went through. */
  readonly fault: ModuleFault | undefined;
  readonly log: readonly LogLine[];
  /** What it wrote to standard output and error, cut at some KiB: a Go panic's text is here. */
  readonly output: string;
  readonly fields: readonly AddedField[];
  /** Names of the data sources that it subscribed to. */
  readonly subscriptions: readonly string[];
  /** As the capture's events, in their order; fewer where it ended early. */
  readonly events: readonly ProcessedEvent[];
}

/** A step's module: how it was built and, where it was, how it ran. */
export interface ModuleOutcome {
  readonly build: ModuleBuild;
  /** Undefined where it was not built, or where there was no capture to run it over. */
  readonly run: ModuleRun | undefined;
}
