import { encodeU32 } from '../../../grader/gadget/wasm/byte-reader.ts';

/** A module by hand, for what no compiler makes. Signatures are written as `i32 i64 -> i32`. */
export interface Parts {
  readonly imports?: readonly { readonly from: string; readonly name: string; readonly type: string }[];
  /** Each the bytes of a memory's limits: flags, least, most. */
  readonly memories?: readonly (readonly number[])[];
  /** Each the bytes of a table's limits. */
  readonly tables?: readonly (readonly number[])[];
  readonly functions?: readonly {
    readonly name?: string;
    readonly type: string;
    readonly body: readonly number[];
  }[];
  readonly memoryName?: string;
}

export const op = {
  unreachable: 0x00,
  loop: [0x03, 0x40],
  end: 0x0b,
  call: (index: number) => [0x10, index],
  drop: 0x1a,
  grow: [0x40, 0x00],
  /** Both for small numbers only. */
  i32: (value: number) => [0x41, value],
  i64: (value: number) => [0x42, value],
};

/** What every gadget's module has; `functions` are added, and replace those of the same name. */
export function gadgetModule({ functions = [], ...parts }: Parts = {}): Uint8Array {
  const base = [
    { name: '_initialize', type: '->', body: [] },
    { name: 'gadgetAPIVersion', type: '-> i64', body: op.i64(1) },
  ].filter(({ name }) => functions.every((own) => own.name !== name));
  return assemble({ memories: [[0, 1]], ...parts, functions: [...base, ...functions] });
}

export function assemble({
  imports = [],
  tables = [],
  memories = [],
  functions = [],
  memoryName = 'memory',
}: Parts): Uint8Array {
  const types = [...new Set([...imports, ...functions].map(({ type }) => type))];
  const typeOf = (type: string) => encodeU32(types.indexOf(type));
  const named = functions.flatMap(({ name }, index) => (name === undefined ? [] : [{ name, index }]));
  const exports = named.map(({ name, index }) => [...text(name), 0, ...encodeU32(imports.length + index)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types.map(functionType)),
    ...section(
      2,
      imports.map(({ from, name, type }) => [...text(from), ...text(name), 0, ...typeOf(type)]),
    ),
    ...section(
      3,
      functions.map(({ type }) => typeOf(type)),
    ),
    ...(tables.length === 0
      ? []
      : section(
          4,
          tables.map((limits) => [FUNCREF, ...limits]),
        )),
    ...(memories.length === 0
      ? []
      : section(
          5,
          memories.map((limits) => [...limits]),
        )),
    ...section(7, [...exports, ...(memories.length === 0 ? [] : [[...text(memoryName), 2, 0]])]),
    ...section(
      10,
      functions.map(({ body }) => sized([0, ...body, op.end])),
    ),
  ]);
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  return [id, ...sized([...encodeU32(items.length), ...items.flat()])];
}

function sized(content: readonly number[]): number[] {
  return [...encodeU32(content.length), ...content];
}

function text(name: string): number[] {
  return sized([...Buffer.from(name)]);
}

function functionType(type: string): number[] {
  const [parameters = '', results = ''] = type.split('->').map((side) => side.trim());
  const list = (side: string) =>
    sized(
      side
        .split(' ')
        .filter(Boolean)
        .map((name) => VALUE[name] ?? 0),
    );
  return [0x60, ...list(parameters), ...list(results)];
}

const FUNCREF = 0x70;
const VALUE: Readonly<Record<string, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };
