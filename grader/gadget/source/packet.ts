import { readerOfKind } from '../decode/reader.ts';
import type { FieldValue } from '../decode/value.ts';
import type { DataSource, Field, SlotValue } from './field.ts';

/**
 * One event on its way through the operators. It is one object per data source, filled anew for every event: a
 * million events a second leave no garbage, and what is read of it must not be kept.
 */
export interface Packet {
  /** Exactly the struct, zero-filled where the sample was shorter. */
  readonly bytes: Uint8Array;
  readonly values: SlotValue[];
}

/** What a field holds in a packet; text of operators is a string already. */
export type PacketValue = FieldValue | string;

export function createPacket(source: DataSource): Packet {
  return { bytes: new Uint8Array(source.structSize), values: [...source.slots] };
}

/** Puts a sample into the packet: cut where it is longer than the struct, zero-filled where shorter. */
export function fillPacket(packet: Packet, source: DataSource, sample: Uint8Array): void {
  const { bytes, values } = packet;
  if (sample.length > bytes.length) bytes.set(sample.subarray(0, bytes.length));
  else bytes.set(sample);
  if (sample.length < bytes.length) bytes.fill(0, sample.length);
  for (let slot = 0; slot < source.slots.length; slot++) values[slot] = source.slots[slot] ?? '';
}

/** A reader of a field's value. */
export function fieldReader(field: Field): (packet: Packet) => PacketValue {
  const { storage } = field;
  if (storage.at === 'none') return () => '';
  if (storage.at === 'slot') return (packet) => packet.values[storage.slot] ?? '';
  const read = readerOfKind(field.kind, storage, storage.elementSize);
  return (packet) => read(packet.bytes);
}
