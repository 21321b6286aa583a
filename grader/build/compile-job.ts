import type { Compiler } from './compiler.ts';
import type { Architecture } from './flags.ts';
import type { Headers } from './headers.ts';

/** Everything that one compile needs to know. */
export interface CompileJob {
  /** Absolute; clang's working directory. */
  readonly directory: string;
  /** Relative to the directory. */
  readonly source: string;
  readonly content: Buffer;
  readonly compiler: Compiler;
  readonly headers: Headers;
  readonly architecture: Architecture;
  /** Further options, checked and for this architecture. */
  readonly cflags: readonly string[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Never with the precompiled header. */
  readonly reproducible: boolean;
}
