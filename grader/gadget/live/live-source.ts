import type { NewField } from '../source/extend.ts';
import type { DataSource, Field } from '../source/field.ts';
import type { Packet } from '../source/packet.ts';

/** What flows through a data source: one event, or the elements of an array that came at once. */
export type LivePacket =
  | { readonly shape: 'single'; readonly data: Packet }
  | { readonly shape: 'array'; readonly elements: Packet[] };

export type Subscriber = (packet: LivePacket) => void;

/** A data source while its gadget runs: fields are added until the first packet, packets pass its subscribers. */
export interface LiveSource {
  readonly name: string;
  readonly shape: 'single' | 'array';
  /** As it is now; grows with every field. */
  readonly source: DataSource;
  /** Undefined where a field of that full name exists. */
  addField(field: NewField): Field | undefined;
  /** Subscribers see a packet by ascending priority (signed), then in the order in which they came. */
  subscribe(priority: number, subscriber: Subscriber): void;
  /** An empty packet: zeros, and the slots' initial values. */
  newPacket(): LivePacket;
  newData(): Packet;
  emit(packet: LivePacket): void;
}
