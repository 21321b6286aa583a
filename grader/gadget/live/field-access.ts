import type { Kind } from '../decode/kind.ts';
import type { Field } from '../source/field.ts';
import type { Packet } from '../source/packet.ts';
import type { LiveSource } from './live-source.ts';
import { slotBytes, slotValue } from './slot-bytes.ts';

/**
 * A field as a module gets and sets it: bytes, wherever they are. Made once per handle, so that nothing has to be
 * looked up for an event.
 */
export abstract class FieldAccess {
  readonly owner: LiveSource;
  readonly field: Field;
  /** Where the value starts in its buffer. */
  readonly offset: number = 0;

  constructor(owner: LiveSource, field: Field) {
    this.owner = owner;
    this.field = field;
  }

  /** What holds the value, from `offset` on. Whoever writes to it says so by `commit`. */
  abstract buffer(packet: Packet): Uint8Array;

  /** Bytes of the value in that buffer. */
  size(buffer: Uint8Array): number {
    return buffer.length;
  }

  commit(_packet: Packet, _buffer: Uint8Array): void {}

  /** Replaces the value; the content is kept, not copied. Gives the reason where that cannot be. */
  abstract put(packet: Packet, content: Uint8Array): string | undefined;

  /** The value's bytes, which may share memory with the packet. */
  bytes(packet: Packet): Uint8Array {
    const buffer = this.buffer(packet);
    return buffer.subarray(this.offset, this.offset + this.size(buffer));
  }
}

/** Compiles the access to a field of this data source. */
export function accessField(owner: LiveSource, field: Field): FieldAccess {
  const { storage } = field;
  switch (storage.at) {
    case 'struct':
      return new MemberAccess(owner, field, storage);
    case 'buffer':
      return new BufferAccess(owner, field, storage.buffer);
    case 'slot':
      return new SlotAccess(owner, field, storage.slot);
    case 'none':
      return new NoAccess(owner, field);
  }
}

/** A member of the program's struct: its size is fixed. */
class MemberAccess extends FieldAccess {
  override readonly offset: number;
  readonly #size: number;
  readonly #isText: boolean;

  constructor(owner: LiveSource, field: Field, place: { readonly offset: number; readonly size: number }) {
    super(owner, field);
    this.offset = place.offset;
    this.#size = place.size;
    this.#isText = field.kind === 'cstring';
  }

  buffer({ bytes }: Packet): Uint8Array {
    return bytes;
  }

  override size(): number {
    return this.#size;
  }

  put({ bytes }: Packet, content: Uint8Array): string | undefined {
    const missing = this.#size - content.length;
    if (missing < 0 || (missing > 0 && !this.#isText)) return lengthProblem(this.#size, content.length);
    bytes.set(content, this.offset);
    bytes.fill(0, this.offset + content.length, this.offset + this.#size);
    return undefined;
  }
}

/** A field that the module added: it holds whatever was put there. */
class BufferAccess extends FieldAccess {
  readonly #index: number;

  constructor(owner: LiveSource, field: Field, index: number) {
    super(owner, field);
    this.#index = index;
  }

  /** A packet may be older than the field. */
  buffer({ buffers }: Packet): Uint8Array {
    const found = buffers[this.#index];
    if (found) return found;
    const size = this.owner.source.buffers[this.#index] ?? 0;
    const made = new Uint8Array(size);
    buffers[this.#index] = made;
    return made;
  }

  put({ buffers }: Packet, content: Uint8Array): undefined {
    buffers[this.#index] = content;
  }
}

/** A field that an operator added: a value, which becomes bytes on the way to the module. */
class SlotAccess extends FieldAccess {
  readonly #slot: number;
  readonly #kind: Kind;

  constructor(owner: LiveSource, field: Field, slot: number) {
    super(owner, field);
    this.#slot = slot;
    this.#kind = field.kind;
  }

  buffer({ values }: Packet): Uint8Array {
    return slotBytes(this.#kind, values[this.#slot] ?? this.owner.source.slots[this.#slot] ?? '');
  }

  override commit({ values }: Packet, buffer: Uint8Array): void {
    values[this.#slot] = slotValue(this.#kind, buffer);
  }

  put(packet: Packet, content: Uint8Array): string | undefined {
    const { length } = this.buffer(packet);
    if (this.#kind !== 'string' && length !== content.length) return lengthProblem(length, content.length);
    this.commit(packet, content);
    return undefined;
  }
}

/** A mere parent of other fields. */
class NoAccess extends FieldAccess {
  buffer(): Uint8Array {
    return NOTHING;
  }

  put(): string {
    return 'it has no value, only fields below it';
  }
}

const NOTHING = new Uint8Array();

function lengthProblem(has: number, given: number): string {
  return `it has ${has} bytes, not ${given}`;
}
