import { findField } from '../../grader/gadget/decode/find-field.ts';
import type { TracerFacts } from '../../grader/model/capture.ts';
import type { Member, StructLayout, TypeLayout } from '../../grader/model/layout.ts';

/** Layouts as values, as the native core would give them for the C written beside. */
type Sized = { readonly size: number; readonly typedefs: readonly string[] };
const sized = (size: number, typedefs: readonly string[]): Sized => ({ size, typedefs });

export const uint = (size: number, ...typedefs: string[]): TypeLayout => ({
  kind: 'int',
  name: 'unsigned int',
  signed: false,
  bool: false,
  char: false,
  ...sized(size, typedefs),
});

export const int = (size: number, ...typedefs: string[]): TypeLayout => ({
  kind: 'int',
  name: 'int',
  signed: true,
  bool: false,
  char: false,
  ...sized(size, typedefs),
});

export const bool: TypeLayout = {
  kind: 'int',
  name: '_Bool',
  signed: false,
  bool: true,
  char: false,
  ...sized(1, ['bool']),
};

export const float = (size: number): TypeLayout => ({ kind: 'float', name: 'float', ...sized(size, []) });

export const pointer: TypeLayout = { kind: 'pointer', ...sized(8, []) };

const charType = (...typedefs: string[]): TypeLayout => ({
  kind: 'int',
  name: 'char',
  signed: true,
  bool: false,
  char: true,
  ...sized(1, typedefs),
});

export const array = (element: TypeLayout, count: number): TypeLayout => ({
  kind: 'array',
  element,
  count,
  ...sized(element.size * count, []),
});

export const chars = (count: number, ...typedefs: string[]): TypeLayout =>
  array(charType(...typedefs), count);

export const enumeration = (name: string, values: Readonly<Record<string, number>>): TypeLayout => ({
  kind: 'enum',
  name,
  signed: false,
  values: Object.entries(values).map(([key, value]) => ({ name: key, value: String(value) })),
  ...sized(4, []),
});

/** Members one after another, each aligned to its own size up to eight bytes. */
function place(members: Readonly<Record<string, TypeLayout>>): { members: Member[]; size: number } {
  let offset = 0;
  let widest = 1;
  const placed = Object.entries(members).map(([name, type]): Member => {
    const alignment = alignmentOf(type);
    widest = Math.max(widest, alignment);
    const at = Math.ceil(offset / alignment) * alignment;
    offset = at + type.size;
    return { name, offset: at, type };
  });
  return { members: placed, size: Math.ceil(offset / widest) * widest };
}

function alignmentOf(type: TypeLayout): number {
  if (type.kind === 'array') return alignmentOf(type.element);
  if (type.kind === 'struct' || type.kind === 'union') {
    return Math.max(1, ...type.members.map((member) => alignmentOf(member.type)));
  }
  return Math.min(type.size, 8);
}

export function nested(name: string, members: Readonly<Record<string, TypeLayout>>): TypeLayout {
  const { members: placed, size } = place(members);
  return { kind: 'struct', name, members: placed, ...sized(size, []) };
}

export function union(name: string, members: Readonly<Record<string, TypeLayout>>): TypeLayout {
  const placed = Object.entries(members).map(([key, type]): Member => ({ name: key, offset: 0, type }));
  const size = Math.max(...placed.map((member) => member.type.size));
  return { kind: 'union', name, members: placed, ...sized(size, []) };
}

export function struct(name: string, members: Readonly<Record<string, TypeLayout>>): StructLayout {
  return { name, ...place(members) };
}

/** `struct gadget_process` of gadget/types.h. */
export const gadgetProcess = nested('gadget_process', {
  comm: chars(16, 'gadget_comm'),
  pid: uint(4, 'gadget_pid', '__u32'),
  tid: uint(4, 'gadget_tid', '__u32'),
  mntns_id: uint(8, 'gadget_mntns_id', '__u64'),
  creds: nested('gadget_creds', {
    uid: uint(4, 'gadget_uid', '__u32'),
    gid: uint(4, 'gadget_gid', '__u32'),
  }),
  parent: nested('gadget_parent', {
    comm: chars(16, 'gadget_pcomm'),
    pid: uint(4, 'gadget_ppid', '__u32'),
  }),
});

export const timestamp = uint(8, 'gadget_timestamp', '__u64');

/** The event of the course's step 02. */
export const openEvent = struct('event', {
  timestamp_raw: timestamp,
  proc: gadgetProcess,
  filename: chars(256),
  flags: int(4),
});

export const tracer = (layout: StructLayout, dataSource = 'open'): TracerFacts => ({
  dataSource,
  map: 'events',
  struct: layout,
});

/** A sample with values put where the fields of these paths are; the rest is zero. */
export function sample(
  layout: StructLayout,
  values: Readonly<Record<string, number | bigint | string>>,
): Uint8Array {
  const bytes = new Uint8Array(layout.size);
  const view = new DataView(bytes.buffer);
  for (const [path, value] of Object.entries(values)) {
    const field = findField(layout, path);
    if (!field) throw new Error(`${layout.name} has no field ${path}`);
    if (typeof value === 'string') bytes.set(new TextEncoder().encode(value), field.offset);
    else if (field.size === 8) view.setBigUint64(field.offset, BigInt(value), true);
    else if (field.size === 4) view.setUint32(field.offset, Number(value), true);
    else if (field.size === 2) view.setUint16(field.offset, Number(value), true);
    else view.setUint8(field.offset, Number(value));
  }
  return bytes;
}
