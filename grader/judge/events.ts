import { type FieldReader, findByTypedef, findField } from '../gadget/decode/find-field.ts';
import type { Capture, RawEvent, TracerFacts } from '../model/capture.ts';
import type { FieldRef } from '../model/check-spec.ts';
import type { StructLayout } from '../model/layout.ts';

/** One event of the graded data source, with what it is paired by. */
export interface GadgetEvent {
  /** Position among the capture's events, those of other data sources included. */
  readonly index: number;
  /** Exactly as long as the struct: what was not sent counts as zero. */
  readonly bytes: Uint8Array;
  /** The `gadget_timestamp` member, ns of whatever clock; undefined without such a member. */
  readonly timestamp: bigint | undefined;
  /** `tid` of the `struct gadget_process` member; undefined without such a member. */
  readonly tid: number | undefined;
}

/** The events that are graded. */
export interface GradedEvents {
  readonly dataSource: string;
  readonly struct: StructLayout;
  readonly list: readonly GadgetEvent[];
}

/**
 * Takes the data source to be graded out of a capture: the first that sent events, or else the first. A gadget
 * may have further ones; the course never needs them. Undefined without any tracer.
 */
export function gradedEvents(capture: Capture): GradedEvents | undefined {
  const tracer = gradedTracer(capture);
  if (tracer === undefined) return undefined;
  const { dataSource, struct } = tracer;
  const timestamp = timestampField(struct);
  const tid = findField(struct, TID);
  const list = capture.events.flatMap((event, index): GadgetEvent[] => {
    if (event.dataSource !== dataSource) return [];
    const bytes = ofLength(event.bytes, struct.size);
    const thread = tid && integerIn(tid, bytes);
    return [
      {
        index,
        bytes,
        timestamp: timestamp && integerIn(timestamp, bytes),
        tid: thread === undefined ? undefined : Number(thread),
      },
    ];
  });
  return { dataSource, struct, list };
}

/** The member that Inspektor Gadget takes for the event's time, whatever it is called. */
export function timestampField(struct: StructLayout): FieldReader | undefined {
  return findByTypedef(struct, 'gadget_timestamp');
}

/** The value of an integer, enum or pointer field, without its sign: two's complement of its size. */
export function integerIn(field: FieldReader, bytes: Uint8Array): bigint | undefined {
  const value = field.read(bytes);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return BigInt.asUintN(field.size * 8, BigInt(value));
}

const TID: FieldRef = { inside: 'gadget_process', name: 'tid' };

function gradedTracer({ object, events }: Capture): TracerFacts | undefined {
  const sent = new Set(events.map((event: RawEvent) => event.dataSource));
  return object.tracers.find(({ dataSource }) => sent.has(dataSource)) ?? object.tracers[0];
}

function ofLength(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length >= size) return bytes.subarray(0, size);
  const filled = new Uint8Array(size);
  filled.set(bytes);
  return filled;
}
