import type { RawEvent } from '../model/capture.ts';
import type { AddedField, ModuleValue, ProcessedEvent } from '../model/module.ts';
import { decodeText } from './decode/text.ts';
import type { LiveGadget } from './live/live-gadget.ts';
import type { LiveSource, Subscriber } from './live/live-source.ts';
import { OUTPUT_PRIORITY, type RunningGadget } from './running.ts';
import type { Field } from './source/field.ts';
import { fieldReader, type Packet, type PacketValue } from './source/packet.ts';

/** What a module does to a gadget's events, as far as it came; good at any time, after a failure as well. */
export interface ModuleObserver {
  /** The fields that it added so far. */
  readonly fields: readonly AddedField[];
  /** The data sources that it subscribed to so far. */
  readonly subscriptions: readonly string[];
  /** Sends an event through and says what became of it. @throws ModuleFailure */
  push(gadget: RunningGadget, event: RawEvent): ProcessedEvent;
}

/** Observes the module of a gadget. To be called before the gadget is started. */
export function observeModule(gadget: LiveGadget): ModuleObserver {
  const watches = new Map<string, SourceWatch>();
  for (const [name, source] of gadget.sources) watches.set(name, new SourceWatch(source));
  const all = (): readonly LiveSource[] => [...gadget.sources.values()];
  return {
    get fields() {
      return all().flatMap(({ name: dataSource, added }) =>
        added.map(({ fullName: name, kind }): AddedField => ({ dataSource, name, kind })),
      );
    },
    get subscriptions() {
      return all().flatMap(({ name, hasModule }) => (hasModule ? [name] : []));
    },
    push: (running, event) => {
      const watch = watches.get(event.dataSource);
      watch?.begin();
      running.push(event);
      return watch?.end() ?? NOTHING;
    },
  };
}

const NOTHING: ProcessedEvent = { values: {}, changed: [] };

/** Compares a tracer's events before and after each of the module's callbacks, and reads them where outputs do. */
class SourceWatch {
  readonly #source: LiveSource;
  /** The struct as it was before a callback; callbacks may lie within each other, but not with the same event. */
  readonly #before: Uint8Array;
  readonly #changed = new Set<string>();
  #readers: readonly ValueReader[] | undefined;
  #values: ProcessedEvent['values'] = {};
  #extra = 0;

  constructor(source: LiveSource) {
    this.#source = source;
    this.#before = new Uint8Array(source.source.structSize);
    source.aroundModule = (subscriber) => this.#compared(subscriber);
    source.subscribe(OUTPUT_PRIORITY, (packet) => {
      // Nobody is shown a data source that the module took away.
      if (packet !== source.event) this.#extra += 1;
      else if (source.referenced) this.#read(source.event.packet);
    });
  }

  begin(): void {
    this.#values = {};
    this.#changed.clear();
    this.#extra = 0;
  }

  end(): ProcessedEvent {
    const extra = this.#extra;
    return { values: this.#values, changed: [...this.#changed], ...(extra > 0 && { extra }) };
  }

  #compared(subscriber: Subscriber): Subscriber {
    const { event } = this.#source;
    return (packet) => {
      if (packet !== event) return subscriber(packet);
      this.#before.set(event.packet.bytes);
      try {
        subscriber(packet);
      } finally {
        if (Buffer.compare(this.#before, event.packet.bytes) !== 0) this.#note(event.packet.bytes);
      }
    };
  }

  #note(after: Uint8Array): void {
    for (const { fullName, storage } of leaves(this.#source.source.fields)) {
      if (storage.at !== 'struct') continue;
      const { offset, size } = storage;
      if (
        Buffer.compare(
          this.#before.subarray(offset, offset + size),
          after.subarray(offset, offset + size),
        ) !== 0
      ) {
        this.#changed.add(fullName);
      }
    }
  }

  #read(packet: Packet): void {
    this.#readers ??= this.#source.added.map(valueReader);
    this.#values = Object.fromEntries(this.#readers.map((read) => read(packet)));
  }
}

/** Reads one field as an entry of the values. */
type ValueReader = (packet: Packet) => readonly [name: string, value: ModuleValue];

function valueReader(field: Field): ValueReader {
  const read = fieldReader(field);
  const isText = field.kind !== 'bytes';
  return (packet) => [field.fullName, moduleValue(read(packet), isText)];
}

/** A copy: the packet is used again. Fields of modules hold no arrays. */
function moduleValue(value: PacketValue, isText: boolean): ModuleValue {
  if (value instanceof Uint8Array) return isText ? decodeText(value) : value.slice();
  return typeof value === 'object' ? '' : value;
}

/** Fields without fields below them. */
function leaves(fields: readonly Field[]): readonly Field[] {
  const parents = new Set(fields.map(({ parent }) => parent));
  return fields.filter(({ index }) => !parents.has(index));
}
