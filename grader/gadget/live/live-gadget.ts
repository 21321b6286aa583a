import type { LiveSource } from './live-source.ts';

/** A gadget's data sources while it runs. A module may add further ones until it is started. */
export interface LiveGadget {
  readonly sources: ReadonlyMap<string, LiveSource>;
  /** Undefined where one of that name exists. */
  addSource(name: string, shape: 'single' | 'array'): LiveSource | undefined;
}
