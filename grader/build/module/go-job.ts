import type { Go } from './go.ts';
import type { GoMod } from './go-mod.ts';

/** Everything that building one module with Go needs to know. */
export interface GoJob {
  /** Absolute, links resolved. */
  readonly workspace: string;
  /** The Go file, relative to the workspace: `go/main.go`. Only this one is compiled, as ig does. */
  readonly source: string;
  readonly content: Buffer;
  readonly goMod: GoMod;
  readonly go: Go;
  /** Go's module cache, where the pinned module lies. Absolute. */
  readonly moduleCache: string;
  /** The pinned version of the API's module, `v0.46.0`. */
  readonly pinned: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}
