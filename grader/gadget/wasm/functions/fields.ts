import { isScalar, scalarSize } from '../../decode/kind.ts';
import { FieldAccess } from '../../live/field-access.ts';
import type { LiveData } from '../../live/live-source.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';
import { KINDS } from './kinds.ts';
import { dataOf, refuseHandle } from './resolve.ts';
import { readScalar, writeScalar } from './scalars.ts';

/** Upstream's kind numbers for text and bytes, which are one to it. C strings cannot be asked for as such. */
const STRING = 12;
const BYTES = 14;

/** Values of fields. Numbers match by size, not by kind. */
export function fieldFunctions(context: ModuleContext): HostFunctions {
  return {
    fieldGetScalar: (field: number, data: number, kind: number, error: number) => {
      const value = getScalar(context, field, data, kind);
      if (value !== undefined) return value;
      if (error !== 0) context.memory.writeU32(error >>> 0, 1);
      return 0n;
    },
    fieldGetBuffer: (field: number, data: number, kind: number, target: bigint) =>
      getBuffer(context, field, data, kind, target),
    fieldSet: (field: number, data: number, kind: number, value: bigint) =>
      setValue(context, field, data, kind, value) ? 0 : 1,
    fieldAddTag: (field: number, tag: bigint) => addTag(context, field, context.memory.text(tag)),
  };
}

function getScalar(
  context: ModuleContext,
  field: number,
  handle: number,
  kindNumber: number,
): bigint | undefined {
  const caller = 'fieldGetScalar';
  const access = accessOf(context, caller, field);
  const data = access && eventOf(context, caller, access, handle);
  if (!data) return undefined;
  const kind = KINDS[kindNumber];
  if (!kind || !isScalar(kind)) {
    context.refuse(caller, `kind ${kindNumber >>> 0} is no number's: text and bytes come by fieldGetBuffer`);
    return undefined;
  }
  const buffer = access.buffer(data.packet);
  const size = access.size(buffer);
  if (size === scalarSize(kind)) return readScalar(kind, buffer, access.offset);
  context.refuse(caller, sizeProblem(access, size, scalarSize(kind)));
  return undefined;
}

function getBuffer(
  context: ModuleContext,
  field: number,
  handle: number,
  kind: number,
  target: bigint,
): number {
  const caller = 'fieldGetBuffer';
  const access = accessOf(context, caller, field);
  const data = access && eventOf(context, caller, access, handle);
  if (!data) return -1;
  if (kind !== STRING && kind !== BYTES) {
    context.refuse(caller, `kind ${kind >>> 0} is neither text (${STRING}) nor bytes (${BYTES})`);
    return -1;
  }
  const content = access.bytes(data.packet);
  if (context.memory.write(target, content)) return content.length;
  const room = BigInt.asUintN(64, target) >> 32n;
  context.refuse(caller, `${nameOf(access)} has ${content.length} bytes, there is room for ${room}`);
  return -1;
}

function setValue(
  context: ModuleContext,
  field: number,
  handle: number,
  kind: number,
  value: bigint,
): boolean {
  const caller = 'fieldSet';
  const access = accessOf(context, caller, field);
  const data = access && eventOf(context, caller, access, handle);
  if (!data) return false;
  const problem =
    kind === STRING || kind === BYTES
      ? putContent(access, data, context.memory.bytes(value))
      : setScalar(access, data, kind, value);
  if (problem !== undefined) context.refuse(caller, problem);
  return problem === undefined;
}

function putContent(access: FieldAccess, { packet }: LiveData, content: Uint8Array): string | undefined {
  const problem = access.put(packet, content);
  return problem && `${nameOf(access)} is not set: ${problem}`;
}

function setScalar(
  access: FieldAccess,
  { packet }: LiveData,
  kindNumber: number,
  value: bigint,
): string | undefined {
  const kind = KINDS[kindNumber];
  if (!kind || !isScalar(kind)) return `there is no kind ${kindNumber >>> 0} to set a field by`;
  const buffer = access.buffer(packet);
  const size = access.size(buffer);
  if (size !== scalarSize(kind)) return sizeProblem(access, size, scalarSize(kind));
  writeScalar(kind, buffer, access.offset, size, value);
  access.commit(packet, buffer);
  return undefined;
}

/** `type:gadget_errno` makes operators take the field for one of that C type; other tags mean nothing to the lab. */
function addTag(context: ModuleContext, field: number, tag: string): number {
  const access = accessOf(context, 'fieldAddTag', field);
  if (!access) return 1;
  if (tag.startsWith(TYPE_TAG)) access.owner.addType(access.field.index, tag.slice(TYPE_TAG.length));
  return 0;
}

const TYPE_TAG = 'type:';

function accessOf(context: ModuleContext, caller: string, handle: number): FieldAccess | undefined {
  const access = context.handles.get(handle >>> 0, FieldAccess);
  if (!access) refuseHandle(context, caller, handle, 'a field');
  return access;
}

/** The event to find the field in, if it is one of the field's own data source. */
function eventOf(
  context: ModuleContext,
  caller: string,
  access: FieldAccess,
  handle: number,
): LiveData | undefined {
  const data = dataOf(context, caller, handle);
  if (!data || data.owner === access.owner) return data;
  context.refuse(caller, `${nameOf(access)} is not of "${data.owner.name}", where the event is from`);
  return undefined;
}

function nameOf({ owner, field }: FieldAccess): string {
  return `the field "${field.fullName}" of "${owner.name}"`;
}

function sizeProblem(access: FieldAccess, has: number, wanted: number): string {
  return `${nameOf(access)} has ${has} bytes, the number has ${wanted}`;
}
