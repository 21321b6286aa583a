import { beforeAll, describe, expect, test } from 'vitest';
import type { Member, StructLayout, TypeLayout } from '../../grader/model/layout.ts';
import type { NativeObject } from '../../native/binding.ts';
import { compile, withObject } from './support.ts';

let bytes: Uint8Array;
beforeAll(() => {
  bytes = compile('shapes');
});

const opened = <T>(look: (object: NativeObject) => T): Promise<T> => withObject(bytes, look);

async function layoutOf(name: string): Promise<StructLayout> {
  const layout = await opened((object) => object.struct(name));
  if (layout === undefined) throw new Error(`no struct ${name}`);
  return layout;
}

function member(layout: { readonly members: readonly Member[] }, name: string): Member {
  const found = layout.members.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no member ${name}`);
  return found;
}

function composite(type: TypeLayout) {
  if (type.kind !== 'struct' && type.kind !== 'union') throw new Error(`a ${type.kind}`);
  return type;
}

describe('the parts of an object', () => {
  test('programs have their function, section and type', async () => {
    expect(await opened((object) => object.programs)).toEqual([
      { name: 'probe', section: 'tracepoint/syscalls/sys_enter_openat', type: 5 },
    ]);
  });

  test('data sections are maps under their own names', async () => {
    const maps = await opened((object) => object.maps);
    expect(maps.map(({ name, type }) => [name, type])).toEqual(
      expect.arrayContaining([
        ['.rodata', 2],
        ['.data', 2],
        ['.bss', 2],
      ]),
    );
    expect(maps.find(({ name }) => name === '.rodata')).toMatchObject({ keySize: 4, maxEntries: 1 });
  });

  test('variables of every section come in BTF order', async () => {
    const variables = await opened((object) => object.variables);
    const known = ['threshold', 'enabled', 'word', 'counter', 'LICENSE', 'marker_shapes___unused'];
    expect(variables.filter((name) => known.includes(name))).toEqual(known);
  });
});

describe('the layout of a struct', () => {
  let shapes: StructLayout;
  beforeAll(async () => {
    shapes = await layoutOf('shapes');
  });
  const type = (name: string): TypeLayout => member(shapes, name).type;

  test('an unknown tag has none', async () => {
    expect(await opened((object) => object.struct('absent'))).toBeUndefined();
    expect(await opened((object) => object.struct('color'))).toBeUndefined();
  });

  test('typedefs are listed from the outside in, qualifiers are gone', () => {
    expect(member(shapes, 'number')).toEqual({
      name: 'number',
      offset: 0,
      type: {
        kind: 'int',
        size: 4,
        typedefs: ['outer_number', 'inner_number', '__u32'],
        name: 'unsigned int',
        signed: false,
        bool: false,
        char: false,
      },
    });
  });

  test('char, bool, bytes and signed numbers are told apart', () => {
    expect(type('flag')).toMatchObject({ kind: 'int', size: 1, bool: true, char: false });
    expect(type('initial')).toMatchObject({ kind: 'int', size: 1, char: true, typedefs: ['letter'] });
    expect(type('byte')).toMatchObject({ kind: 'int', size: 1, char: false, name: 'unsigned char' });
    expect(type('signed_wide')).toMatchObject({ kind: 'int', size: 8, signed: true });
    expect(type('real')).toEqual({ kind: 'float', size: 8, typedefs: [], name: 'double' });
  });

  test('enums carry sign and exact values, 64-bit ones too', () => {
    expect(type('color')).toEqual({
      kind: 'enum',
      size: 4,
      typedefs: [],
      name: 'color',
      signed: true,
      values: [
        { name: 'RED', value: '-1' },
        { name: 'GREEN', value: '1' },
      ],
    });
    expect(type('size')).toMatchObject({ signed: false, values: [{ value: '0' }, { value: '4000000000' }] });
    expect(type('wide')).toMatchObject({ size: 8, signed: false, values: [{}, { value: '4294967296' }] });
    expect(type('deep')).toMatchObject({ size: 8, signed: true, values: [{ value: '-4294967296' }] });
  });

  test('pointers are not followed', () => {
    for (const name of ['pointer', 'function', 'link'])
      expect(type(name)).toEqual({ kind: 'pointer', size: 8, typedefs: [] });
  });

  test('nested structs and unions have members at offsets of their own', () => {
    const point = composite(type('point'));
    expect(point).toMatchObject({ kind: 'struct', name: 'point', size: 4 });
    expect(point.members.map(({ name, offset }) => [name, offset])).toEqual([
      ['x', 0],
      ['y', 2],
    ]);
    const either = composite(type('either'));
    expect(either).toMatchObject({ kind: 'union', name: 'either', size: 8 });
    expect(either.members.map(({ offset }) => offset)).toEqual([0, 0]);
  });

  test('anonymous members have an empty name', () => {
    const anonymous = shapes.members.filter(({ name }) => name === '');
    expect(anonymous.map((one) => [one.type.kind, one.type.size])).toEqual([
      ['struct', 1],
      ['union', 2],
    ]);
  });

  test('arrays of arrays nest, and may be empty', () => {
    expect(type('grid')).toMatchObject({
      kind: 'array',
      size: 24,
      count: 2,
      element: { kind: 'array', size: 12, count: 3, element: { kind: 'struct', name: 'point' } },
    });
    expect(type('name')).toMatchObject({
      size: 16,
      count: 16,
      element: { char: true, typedefs: ['letter'] },
    });
    expect(type('tail')).toMatchObject({ kind: 'array', size: 0, count: 0 });
  });

  test('bit-fields say where in their unit they lie', () => {
    const low = member(shapes, 'low');
    expect(low).toMatchObject({ bits: { offset: 0, size: 3 }, type: { size: 4 } });
    expect(member(shapes, 'high')).toMatchObject({ offset: low.offset, bits: { offset: 3, size: 29 } });
    expect(member(shapes, 'last')).toMatchObject({ bits: { offset: 0, size: 40 }, type: { size: 8 } });
    expect(member(shapes, 'number')).not.toHaveProperty('bits');
  });

  test('a packed struct has its members where the compiler put them', async () => {
    const tight = await layoutOf('tight');
    expect(tight.size).toBe(10);
    expect(member(tight, 'loose').offset).toBe(1);
    expect(member(tight, 'bits')).toMatchObject({ offset: 4, bits: { offset: 8, size: 7 } });
    expect(member(tight, 'straddling')).toMatchObject({ offset: 4, bits: { offset: 15, size: 30 } });
  });

  test('what nests too deep becomes unsupported at a depth, not a crash', async () => {
    let type = member(await layoutOf('bottomless'), 'pit').type;
    let depth = 0;
    for (; type.kind === 'array'; depth++) type = type.element;
    expect(type.kind).toBe('unsupported');
    expect(depth).toBe(32);
  });

  test('what fans out to millions of members becomes unsupported as a whole', async () => {
    const fan = await layoutOf('fan11');
    expect(fan.members.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    for (const { type } of fan.members) expect(type.kind).toBe('unsupported');
    expect(JSON.stringify(await layoutOf('fan4'))).not.toContain('unsupported');
  });
});
