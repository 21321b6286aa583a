import type { RawEvent } from '../../model/capture.ts';

/** Many events as a few values: an object for each would cost more on the way than the event itself. */
export interface PackedEvents {
  readonly dataSources: readonly string[];
  /** For each event its index in `dataSources`, and how many of the bytes are its own. */
  readonly heads: Uint32Array;
  readonly bytes: Uint8Array;
}

export function packEvents(events: readonly RawEvent[]): PackedEvents {
  const indexes = new Map<string, number>();
  const heads = new Uint32Array(events.length * 2);
  const bytes = new Uint8Array(events.reduce((sum, event) => sum + event.bytes.length, 0));
  let at = 0;
  events.forEach(({ dataSource, bytes: sample }, index) => {
    if (!indexes.has(dataSource)) indexes.set(dataSource, indexes.size);
    heads.set([indexes.get(dataSource) ?? 0, sample.length], index * 2);
    bytes.set(sample, at);
    at += sample.length;
  });
  return { dataSources: [...indexes.keys()], heads, bytes };
}

/** The bytes of each event are a view, not a copy. */
export function* unpackEvents({ dataSources, heads, bytes }: PackedEvents): Generator<RawEvent> {
  let at = 0;
  for (let head = 0; head < heads.length; head += 2) {
    const end = at + (heads[head + 1] ?? 0);
    yield { dataSource: dataSources[heads[head] ?? 0] ?? '', bytes: bytes.subarray(at, end) };
    at = end;
  }
}
