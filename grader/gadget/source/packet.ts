import { cString } from '../decode/bytes.ts';
import type { Kind } from '../decode/kind.ts';
import { readerOfKind } from '../decode/reader.ts';
import type { FieldValue } from '../decode/value.ts';
import type { DataSource, Field, SlotValue } from './field.ts';

/**
 * One event on its way through the operators. For events of a tracer it is one object per data source, filled anew
 * for every event: a million events a second leave no garbage, and what is read of it must not be kept.
 */
export interface Packet {
  /** Exactly the struct, zero-filled where the sample was shorter. */
  readonly bytes: Uint8Array;
  readonly values: SlotValue[];
  /** What a module put into the fields that it added. */
  readonly buffers: Uint8Array[];
}

/** What a field holds in a packet; text of operators is a string already, that of modules is bytes. */
export type PacketValue = FieldValue | string;

export function createPacket(source: DataSource): Packet {
  return {
    bytes: new Uint8Array(source.structSize),
    values: [...source.slots],
    buffers: source.buffers.map((size) => new Uint8Array(size)),
  };
}

/** Puts a sample into the packet: cut where it is longer than the struct, zero-filled where shorter. */
export function fillPacket(packet: Packet, source: DataSource, sample: Uint8Array): void {
  const { bytes, values } = packet;
  if (sample.length > bytes.length) bytes.set(sample.subarray(0, bytes.length));
  else bytes.set(sample);
  if (sample.length < bytes.length) bytes.fill(0, sample.length);
  for (let slot = 0; slot < source.slots.length; slot++) values[slot] = source.slots[slot] ?? '';
  if (source.buffers.length > 0) emptyBuffers(packet, source);
}

/** Gives a packet what its data source got since the packet was made. */
export function completePacket({ values, buffers }: Packet, source: DataSource): void {
  for (let slot = values.length; slot < source.slots.length; slot++) values[slot] = source.slots[slot] ?? '';
  for (let at = buffers.length; at < source.buffers.length; at++)
    buffers[at] = new Uint8Array(source.buffers[at] ?? 0);
}

/** Nobody writes to it: there is no room. */
const NOTHING = new Uint8Array();

function emptyBuffers({ buffers }: Packet, source: DataSource): void {
  for (let at = 0; at < source.buffers.length; at++) {
    const size = source.buffers[at] ?? 0;
    const buffer = buffers[at];
    if (size === 0) buffers[at] = NOTHING;
    else if (buffer?.length === size) buffer.fill(0);
    else buffers[at] = new Uint8Array(size);
  }
}

/** A reader of a field's value. */
export function fieldReader(field: Field): (packet: Packet) => PacketValue {
  const { storage } = field;
  switch (storage.at) {
    case 'none':
      return () => '';
    case 'slot':
      return (packet) => packet.values[storage.slot] ?? '';
    case 'buffer': {
      const read = bufferReader(field.kind);
      return (packet) => read(packet.buffers[storage.buffer] ?? NOTHING);
    }
    case 'struct': {
      const read = readerOfKind(field.kind, storage, storage.elementSize);
      return (packet) => read(packet.bytes);
    }
  }
}

/** A number of which bytes are missing reads as if they were zeros. */
function bufferReader(kind: Kind): (buffer: Uint8Array) => FieldValue {
  if (kind === 'string' || kind === 'bytes') return (buffer) => buffer;
  if (kind === 'cstring') return (buffer) => cString(buffer, 0, buffer.length);
  return readerOfKind(kind, { offset: 0, size: 8 });
}
