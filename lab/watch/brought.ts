import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Files that steps brought while they were watched: that they appear is nobody's save. */
export class BroughtFiles {
  readonly #root: string;
  /** When each was written. */
  readonly #written = new Map<string, bigint | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  add(paths: readonly string[]): void {
    for (const path of paths) this.#written.set(path, this.#writtenAt(path));
  }

  /** Whether all of these are as the lab wrote them; never, where it is not known which they are. */
  explain(paths: ReadonlySet<string>): boolean {
    const isBrought = (path: string): boolean =>
      this.#written.has(path) && this.#written.get(path) === this.#writtenAt(path);
    return paths.size > 0 && [...paths].every(isBrought);
  }

  #writtenAt(path: string): bigint | undefined {
    return statSync(join(this.#root, path), { bigint: true, throwIfNoEntry: false })?.mtimeNs;
  }
}
