import { addBufferField, addType, type NewField } from '../source/extend.ts';
import type { DataSource, Field } from '../source/field.ts';
import { completePacket, createPacket, fillPacket, type Packet } from '../source/packet.ts';

/** Whether events come one by one, or several at once. */
export type Shape = 'single' | 'array';

/** One event, or one element of an array. */
export class LiveData {
  readonly shape = 'single';
  readonly owner: LiveSource;
  readonly packet: Packet;
  /** Whether it passes the subscribers right now. */
  inFlight = false;

  constructor(owner: LiveSource, packet: Packet) {
    this.owner = owner;
    this.packet = packet;
  }
}

/** Several elements that pass the subscribers together. */
export class LiveArray {
  readonly shape = 'array';
  readonly owner: LiveSource;
  readonly elements: LiveData[] = [];
  inFlight = false;

  constructor(owner: LiveSource) {
    this.owner = owner;
  }
}

/** What flows through a data source. */
export type LivePacket = LiveData | LiveArray;

/** What it is given must not be kept: the next event is put into the same object. */
export type Subscriber = (packet: LivePacket) => void;

interface Subscription {
  readonly priority: number;
  readonly receive: Subscriber;
}

/** A data source while its gadget runs: fields are added until it is sealed, then packets pass its subscribers. */
export class LiveSource {
  readonly shape: Shape;
  /** The one packet that all events of a tracer come in. */
  readonly event: LiveData;
  /** Puts something around the module's subscribers; to be set before there are any. */
  aroundModule: (subscriber: Subscriber) => Subscriber = (subscriber) => subscriber;
  /** Whether it is shown; a module can take it away from the operators and the output. */
  referenced = true;
  #source: DataSource;
  #subscriptions: readonly Subscription[] = [];
  #added: readonly number[] = [];
  #sealed = false;
  #hasModule = false;

  constructor(source: DataSource, shape: Shape) {
    this.#source = source;
    this.shape = shape;
    this.event = this.newData();
  }

  get name(): string {
    return this.#source.name;
  }

  /** As it is now; grows with every field. */
  get source(): DataSource {
    return this.#source;
  }

  /** The fields that the module added, in their order. */
  get added(): readonly Field[] {
    return this.#added.flatMap((index) => this.#source.fields[index] ?? []);
  }

  /** Whether the module subscribed to it. */
  get hasModule(): boolean {
    return this.#hasModule;
  }

  /** Whether its fields are final. */
  get sealed(): boolean {
    return this.#sealed;
  }

  /** For operators and metadata, which give back a changed copy. */
  change(change: (source: DataSource) => DataSource): void {
    this.#source = change(this.#source);
  }

  /** From now on, no field is added. */
  seal(): void {
    this.#sealed = true;
  }

  /** Adds a field for the module; undefined where one of that full name exists, and once it is sealed. */
  addField(field: NewField): Field | undefined {
    const extended = this.#sealed ? undefined : addBufferField(this.#source, field);
    if (!extended) return undefined;
    this.#source = extended.source;
    this.#added = [...this.#added, extended.field.index];
    return extended.field;
  }

  /** Gives a field one more type's name, by which operators find it. */
  addType(index: number, type: string): void {
    this.#source = addType(this.#source, index, type);
  }

  /** Subscribers see a packet by ascending priority (signed), then in the order in which they came. */
  subscribe(priority: number, receive: Subscriber): void {
    this.#subscriptions = [...this.#subscriptions, { priority, receive }].sort(
      (a, b) => a.priority - b.priority,
    );
  }

  subscribeModule(priority: number, subscriber: Subscriber): void {
    this.#hasModule = true;
    this.subscribe(priority, this.aroundModule(subscriber));
  }

  /** Zeros, and the slots' initial values. */
  newData(): LiveData {
    return new LiveData(this, createPacket(this.#source));
  }

  /** An empty packet. */
  newPacket(): LivePacket {
    return this.shape === 'single' ? this.newData() : new LiveArray(this);
  }

  /** Sends a packet of this data source through all that subscribed. */
  emit(packet: LivePacket): void {
    eachData(packet, (data) => completePacket(data.packet, this.#source));
    this.#deliver(packet);
  }

  /** Sends what a tracer's program wrote. */
  feed(sample: Uint8Array): void {
    fillPacket(this.event.packet, this.#source, sample);
    this.#deliver(this.event);
  }

  #deliver(packet: LivePacket): void {
    packet.inFlight = true;
    try {
      for (const { receive } of this.#subscriptions) receive(packet);
    } finally {
      packet.inFlight = false;
    }
  }
}

/** Does something with an event, or with each element that the array has now. */
export function eachData(packet: LivePacket, action: (data: LiveData) => void): void {
  if (packet.shape === 'single') action(packet);
  else for (const element of [...packet.elements]) action(element);
}
