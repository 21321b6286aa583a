/**
 * Releases in reverse order of acquisition. Whoever acquires something registers its release at once; a release
 * that fails does not keep the others from running.
 */
export class Disposal {
  readonly #releases: { readonly what: string; readonly release: () => unknown }[] = [];
  #running: Promise<readonly Error[]> | undefined;

  /** Registers a release. Once disposal has begun, it runs at once: nothing acquired late is forgotten. */
  defer(what: string, release: () => unknown): void {
    this.#releases.push({ what, release });
    if (this.#running) this.#running = this.#running.then((errors) => this.#releaseAll([...errors]));
  }

  /** Runs every release once; gives back what went wrong, and never throws. */
  dispose(): Promise<readonly Error[]> {
    this.#running ??= this.#releaseAll([]);
    return this.#running;
  }

  async #releaseAll(errors: Error[]): Promise<readonly Error[]> {
    for (let next = this.#releases.pop(); next; next = this.#releases.pop()) {
      try {
        await next.release();
      } catch (cause) {
        errors.push(new Error(`could not release ${next.what}`, { cause }));
      }
    }
    return errors;
  }
}
