import { LiveArray, LiveData, type LivePacket, LiveSource } from '../../live/live-source.ts';
import type { ModuleContext } from '../host.ts';

/** Set in the number of an array's element; below it are 15 bits of index, then 16 of the array's handle. */
export const ELEMENT_FLAG = 0x8000_0000;
export const MAX_ELEMENT = 0x7fff;
export const MAX_ARRAY_HANDLE = 0xffff;

/** The data source of a handle; where there is none, undefined and a line in the log. */
export function sourceOf(context: ModuleContext, caller: string, handle: number): LiveSource | undefined {
  const source = context.handles.get(handle >>> 0, LiveSource);
  if (!source) refuseHandle(context, caller, handle, 'a data source');
  return source;
}

/** The array of a handle. */
export function arrayOf(context: ModuleContext, caller: string, handle: number): LiveArray | undefined {
  const array = context.handles.get(handle >>> 0, LiveArray);
  if (!array) refuseHandle(context, caller, handle, 'an array');
  return array;
}

/** A packet, single or array; elements of arrays are none, unless they have handles of their own. */
export function packetOf(context: ModuleContext, caller: string, handle: number): LivePacket | undefined {
  const { handles } = context;
  const packet = handles.get(handle >>> 0, LiveData) ?? handles.get(handle >>> 0, LiveArray);
  if (!packet) refuseHandle(context, caller, handle, 'a packet');
  return packet;
}

/** An event, or an element of an array by a handle of its own or by its place. */
export function dataOf(context: ModuleContext, caller: string, handle: number): LiveData | undefined {
  const data = handle < 0 ? elementOf(context, handle) : context.handles.get(handle, LiveData);
  if (!data) refuseHandle(context, caller, handle, 'an event or element');
  return data;
}

/** Handles come as signed numbers: those of elements are negative. */
function elementOf(context: ModuleContext, handle: number): LiveData | undefined {
  const array = context.handles.get(handle & MAX_ARRAY_HANDLE, LiveArray);
  return array?.elements[(handle >>> 16) & MAX_ELEMENT];
}

/** Says that a number stands for something else, or for nothing. */
export function refuseHandle(context: ModuleContext, caller: string, handle: number, what: string): void {
  context.refuse(caller, `${handle >>> 0} is not the handle of ${what}`);
}
