import { accessField } from '../../live/field-access.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';
import { KINDS } from './kinds.ts';
import { sourceOf } from './resolve.ts';
import { subscriberFor } from './subscriber.ts';

/** Upstream's `DataSourceType`. */
const SHAPES = [undefined, 'single', 'array'] as const;

/** Data sources: to make and find them, their fields, and to hear of their events. */
export function dataSourceFunctions(context: ModuleContext): HostFunctions {
  return {
    newDataSource: (name: bigint, type: number) => newDataSource(context, context.memory.text(name), type),
    getDataSource: (name: bigint) => getDataSource(context, context.memory.text(name)),
    dataSourceGetField: (source: number, name: bigint) => getField(context, source, name),
    dataSourceAddField: (source: number, name: bigint, kind: number) => addField(context, source, name, kind),
    dataSourceSubscribe: (source: number, type: number, priority: number, callback: bigint) =>
      subscribe(context, source, { type, priority, callback }),
    dataSourceUnreference: (handle: number) => {
      const source = sourceOf(context, 'dataSourceUnreference', handle);
      if (source) source.referenced = false;
      return source ? 0 : 1;
    },
    dataSourceIsReferenced: (handle: number) => {
      const source = sourceOf(context, 'dataSourceIsReferenced', handle);
      return source ? Number(source.referenced) : 2;
    },
  };
}

function newDataSource({ gadget, handles, refuse }: ModuleContext, name: string, type: number): number {
  const shape = SHAPES[type];
  const tooMuch = nameProblem(name) ?? (gadget.sources.size >= MOST_SOURCES ? TOO_MANY_SOURCES : undefined);
  const source = shape && !tooMuch && gadget.addSource(name, shape);
  if (source) return handles.add(source);
  if (!shape)
    refuse('newDataSource', `there is no type ${type >>> 0} of data source: 1 is single, 2 is array`);
  else if (tooMuch) refuse('newDataSource', tooMuch);
  else if (gadget.sealed) refuse('newDataSource', TOO_LATE);
  else refuse('newDataSource', `there is a data source "${name}" already`);
  return 0;
}

/** Names are repeated with every event, and in what the lab writes about a module. */
const LONGEST_NAME = 256;
/** They would have to be escaped wherever the name is a key or a heading, which Inspektor Gadget does not do either. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"'\\]/u;
const MOST_FIELDS = 1000;
const MOST_SOURCES = 100;
const TOO_MANY_SOURCES = `a gadget has at most ${MOST_SOURCES} data sources`;
const TOO_MANY_FIELDS = `a data source has at most ${MOST_FIELDS} fields`;

function nameProblem(name: string): string | undefined {
  if (Buffer.byteLength(name) > LONGEST_NAME) return `a name has at most ${LONGEST_NAME} bytes`;
  return UNPRINTABLE.test(name) ? 'a name has no control characters, quotes or backslashes' : undefined;
}

const TOO_LATE = 'it is too late for that: only gadgetInit and gadgetPreStart can do it';

/** One that the module unreferenced is not found any more. */
function getDataSource({ gadget, handles, refuse }: ModuleContext, name: string): number {
  const source = gadget.sources.get(name);
  if (source?.referenced) return handles.add(source);
  const known = gadget.shown.map((other) => `"${other.name}"`).join(', ') || 'none';
  refuse('getDataSource', `there is no data source "${name}". There are: ${known}`);
  return 0;
}

function getField(context: ModuleContext, handle: number, nameBuffer: bigint): number {
  const caller = 'dataSourceGetField';
  const source = sourceOf(context, caller, handle);
  if (!source) return 0;
  const name = context.memory.text(nameBuffer);
  const field = source.source.fields.find(({ fullName }) => fullName === name);
  if (field) return context.handles.add(accessField(source, field));
  const known = source.source.fields.map(({ fullName }) => fullName).join(', ') || 'none';
  context.refuse(caller, `"${source.name}" has no field "${name}". Its fields: ${known}`);
  return 0;
}

function addField(context: ModuleContext, handle: number, nameBuffer: bigint, kindNumber: number): number {
  const caller = 'dataSourceAddField';
  const kind = KINDS[kindNumber >>> 0];
  if (!kind) {
    context.refuse(caller, `there is no kind ${kindNumber >>> 0} of field`);
    return 0;
  }
  const source = sourceOf(context, caller, handle);
  if (!source) return 0;
  const name = context.memory.text(nameBuffer);
  const problem =
    nameProblem(name) ?? (source.source.fields.length >= MOST_FIELDS ? TOO_MANY_FIELDS : undefined);
  if (problem !== undefined) {
    context.refuse(caller, problem);
    return 0;
  }
  const field = source.addField({ name, kind });
  if (field) return context.handles.add(accessField(source, field));
  context.refuse(caller, source.sealed ? TOO_LATE : `"${source.name}" has a field "${name}" already`);
  return 0;
}

function subscribe(
  context: ModuleContext,
  handle: number,
  {
    type,
    priority,
    callback,
  }: { readonly type: number; readonly priority: number; readonly callback: bigint },
): number {
  const caller = 'dataSourceSubscribe';
  const source = sourceOf(context, caller, handle);
  if (!source) return 1;
  if (!context.canCallBack) {
    context.refuse(caller, 'the module does not export dataSourceCallback, so it cannot be called');
    return 1;
  }
  const subscriber = subscriberFor(context, { source, handle, type, callback });
  if (typeof subscriber === 'string') {
    context.refuse(caller, subscriber);
    return 1;
  }
  source.subscribeModule(priority, subscriber);
  return 0;
}
