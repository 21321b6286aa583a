import { LiveData } from '../../live/live-source.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';
import { arrayOf, ELEMENT_FLAG, MAX_ARRAY_HANDLE, MAX_ELEMENT, refuseHandle } from './resolve.ts';

/** The elements of array packets. */
export function arrayFunctions(context: ModuleContext): HostFunctions {
  return {
    dataArrayNew: (handle: number) => {
      const array = arrayOf(context, 'dataArrayNew', handle);
      return array ? context.handles.add(array.owner.newData()) : 0;
    },
    dataArrayAppend: (array: number, data: number) => append(context, array, data),
    dataArrayRelease: (array: number, data: number) => release(context, array, data),
    dataArrayLen: (handle: number) => arrayOf(context, 'dataArrayLen', handle)?.elements.length ?? 0,
    dataArrayGet: (array: number, index: number) => get(context, array, index),
  };
}

function append(context: ModuleContext, arrayHandle: number, handle: number): number {
  const caller = 'dataArrayAppend';
  const array = arrayOf(context, caller, arrayHandle);
  const data = array && elementOf(context, caller, handle);
  if (!array || !data) return 1;
  if (data.owner !== array.owner) {
    context.refuse(caller, `the element is not of "${array.owner.name}" but of "${data.owner.name}"`);
    return 1;
  }
  array.elements.push(data);
  context.handles.release(handle >>> 0);
  return 0;
}

function release(context: ModuleContext, arrayHandle: number, handle: number): number {
  const caller = 'dataArrayRelease';
  if (!arrayOf(context, caller, arrayHandle) || !elementOf(context, caller, handle)) return 1;
  context.handles.release(handle >>> 0);
  return 0;
}

/** An element with a handle of its own: one that is not in the array yet. */
function elementOf(context: ModuleContext, caller: string, handle: number): LiveData | undefined {
  const data = context.handles.get(handle >>> 0, LiveData);
  if (!data) refuseHandle(context, caller, handle, 'an element that is still to be appended');
  return data;
}

/** An element's number says its array and its place; it is good for as long as the array's handle. */
function get(context: ModuleContext, handle: number, index: number): number {
  const caller = 'dataArrayGet';
  const array = arrayOf(context, caller, handle);
  if (!array) return 0;
  const { length } = array.elements;
  if (index < 0 || index >= length)
    context.refuse(caller, `there is no element ${index}: the array has ${length}`);
  else if (index > MAX_ELEMENT) context.refuse(caller, `only elements up to ${MAX_ELEMENT} can be had so`);
  else if (handle > MAX_ARRAY_HANDLE) context.refuse(caller, `handle ${handle} is too high for an array`);
  else return ELEMENT_FLAG | (index << 16) | handle;
  return 0;
}
