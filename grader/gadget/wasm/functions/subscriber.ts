import {
  eachData,
  LiveArray,
  LiveData,
  type LivePacket,
  LiveSource,
  type Subscriber,
} from '../../live/live-source.ts';
import type { ModuleContext } from '../host.ts';

interface Subscription {
  readonly source: LiveSource;
  /** Upstream's numbers, which its own documentation has wrong. */
  readonly type: number;
  /** The data source's handle that the module subscribed with. */
  readonly handle: number;
  /** The module's number for it. */
  readonly callback: bigint;
}

const DATA = 1;
const ARRAY = 2;
const PACKET = 3;

/** What hands a data source's packets to a callback of the module; a reason where it cannot be subscribed to so. */
export function subscriberFor(context: ModuleContext, subscription: Subscription): Subscriber | string {
  const { source, type } = subscription;
  const hand = handOver(context, subscription);
  if (type === PACKET) return hand;
  if (type === DATA) return source.shape === 'single' ? hand : (packet) => eachData(packet, hand);
  if (type !== ARRAY)
    return `there is no type ${type >>> 0} of subscription: 1 is data, 2 is array, 3 is packet`;
  return source.shape === 'array' ? hand : `"${source.name}" has single events, no arrays`;
}

/** The packet's handle dies when the callback returns. The data source's is the module's own, which it can compare. */
function handOver(context: ModuleContext, { source, handle: own, callback }: Subscription): Subscriber {
  const { handles } = context;
  let sourceHandle = own >>> 0;
  return (packet) => {
    // It may have been released, and stand for something else by now.
    if (handles.get(sourceHandle, LiveSource) !== source) sourceHandle = handles.add(source);
    const handle = handles.add(packet);
    try {
      context.callBack(callback, sourceHandle, handle);
    } finally {
      if (isStill(context, handle, packet)) handles.release(handle);
    }
  };
}

/** Where the module released the handle itself, its number may stand for something else by now. */
function isStill({ handles }: ModuleContext, handle: number, packet: LivePacket): boolean {
  return packet.shape === 'single'
    ? handles.get(handle, LiveData) === packet
    : handles.get(handle, LiveArray) === packet;
}
