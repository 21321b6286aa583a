import type { RawEvent, TracerFacts } from '../../model/capture.ts';
import { dataSource, emptyDataSource } from '../source/data-source.ts';
import { LiveSource, type Shape } from './live-source.ts';

/** A gadget's data sources while it runs: those of its tracers, and those that its module adds. */
export class LiveGadget {
  readonly #sources = new Map<string, LiveSource>();
  #sealed = false;

  constructor(tracers: readonly TracerFacts[]) {
    for (const tracer of tracers) {
      const source = dataSource(tracer);
      this.#sources.set(source.name, new LiveSource(source, 'single'));
    }
  }

  get sources(): ReadonlyMap<string, LiveSource> {
    return this.#sources;
  }

  /** Those that operators and outputs see. */
  get shown(): readonly LiveSource[] {
    return [...this.#sources.values()].filter(({ referenced }) => referenced);
  }

  /** Whether data sources and their fields are final. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** Undefined where one of that name exists, and once the gadget is sealed. */
  addSource(name: string, shape: Shape): LiveSource | undefined {
    if (this.#sealed || this.#sources.has(name)) return undefined;
    const added = new LiveSource(emptyDataSource(name), shape);
    this.#sources.set(name, added);
    return added;
  }

  /** From now on the outputs rely on what there is. */
  seal(): void {
    this.#sealed = true;
    for (const source of this.#sources.values()) source.seal();
  }

  /** Sends an event of a tracer on its way; those of a data source that is not known are left out. */
  push({ dataSource: name, bytes }: RawEvent): void {
    this.#sources.get(name)?.feed(bytes);
  }
}
