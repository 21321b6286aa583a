/** A remark of a compiler, tied to a place. */
export interface Diagnostic {
  /** Relative to the workspace; a system header keeps its include name (`gadget/macros.h`). */
  readonly file: string;
  /** From 1; 0 where the compiler gave none. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'note';
  /** The compiler's own class: `Semantic Issue`, `Parse Issue`, or a warning flag (`-Wunused-variable`). */
  readonly category: string;
  readonly message: string;
  readonly fixIt?: FixIt;
}

export interface FixIt {
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  readonly text: string;
}

/** A file of the workspace. */
export interface SourceText {
  /** Relative to the workspace. */
  readonly file: string;
  readonly text: string;
}

interface BuildCommon {
  /** The program as it was compiled; undefined where it could not be read as text. */
  readonly program?: SourceText | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly durationMs: number;
}

/** What building a workspace gave. A program that does not compile is a value, not an error. */
export type BuildResult =
  | (BuildCommon & { readonly status: 'ok' | 'cached'; readonly artifact: Artifact })
  | (BuildCommon & { readonly status: 'failed'; readonly timedOut: boolean });

/** A compiled gadget, still as plain bytes. */
export interface Artifact {
  /** The eBPF object (ELF with BTF and DWARF). */
  readonly object: Uint8Array;
  /** `program.bpf.c` or what build.yaml names, relative to the workspace. */
  readonly source: string;
  /** SHA-256 (hex) over source, headers, flags and compiler. */
  readonly key: string;
  /** The gadget's metadata, usually gadget.yaml, as it is now: `file` relative to the workspace. */
  readonly metadata?: { readonly file: string; readonly text: string };
}
