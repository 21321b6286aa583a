import { beforeAll, describe, expect, test } from 'vitest';
import { compile, refused, u32, withObject } from './support.ts';

let bytes: Uint8Array;
beforeAll(() => {
  bytes = compile('shapes');
});

describe('constants', () => {
  test('are read as the compiler left them', () =>
    withObject(bytes, (object) => {
      expect(object.constant('threshold')).toEqual(u32(7));
      expect(object.constant('enabled')).toEqual(new Uint8Array([0]));
      expect(Buffer.from(object.constant('word') ?? []).toString()).toBe('hello\0\0\0');
    }));

  test('are changed one without the other', () =>
    withObject(bytes, (object) => {
      expect(object.setConstant('enabled', new Uint8Array([1]))).toBeUndefined();
      expect(object.constant('enabled')).toEqual(new Uint8Array([1]));
      expect(object.constant('threshold')).toEqual(u32(7));
    }));

  test('what lies in other sections is none', () =>
    withObject(bytes, (object) => {
      for (const name of ['counter', 'used1', 'absent']) {
        expect(object.constant(name)).toBeUndefined();
        expect(refused(object.setConstant(name, u32(1)))).toMatchObject({ symbol: 'ENOENT' });
      }
    }));

  test('take a value of their own length only', () =>
    withObject(bytes, (object) => {
      const failure = refused(object.setConstant('threshold', new Uint8Array(3)));
      expect(failure).toMatchObject({ operation: 'set-constant', errno: 22, symbol: 'EINVAL' });
      expect(object.constant('threshold')).toEqual(u32(7));
    }));
});

describe('map sizes', () => {
  test('are changed before load', async () => {
    await withObject(compile('opens'), (object) => {
      expect(object.setMaxEntries('events', 8 << 20)).toBeUndefined();
      expect(object.maps.find(({ name }) => name === 'events')).toMatchObject({ maxEntries: 8 << 20 });
    });
  });

  test('of an unknown map are refused', () =>
    withObject(bytes, (object) => {
      expect(refused(object.setMaxEntries('absent', 1))).toMatchObject({ errno: 2, symbol: 'ENOENT' });
    }));
});

test('an unknown program is refused where programs are switched off', () =>
  withObject(bytes, (object) => {
    expect(refused(object.setAutoload('absent', false))).toMatchObject({ symbol: 'ENOENT' });
    expect(object.setAutoload('probe', false)).toBeUndefined();
  }));

describe('the wrong type of an argument', () => {
  test('throws TypeError, whatever the method', () =>
    withObject(bytes, (object, native) => {
      const calls: readonly (() => unknown)[] = [
        () => Reflect.apply(native.openObject, native, ['text', 'name']),
        () => Reflect.apply(native.openObject, native, [new Uint16Array(2), 'name']),
        () => Reflect.apply(native.openObject, native, [new Uint8Array(2)]),
        () => Reflect.apply(object.struct, object, [1]),
        () => Reflect.apply(object.setConstant, object, ['threshold', [1, 2, 3, 4]]),
        () => Reflect.apply(object.setMaxEntries, object, ['events', '1']),
        () => Reflect.apply(object.setMaxEntries, object, ['events', -1]),
        () => Reflect.apply(object.setMaxEntries, object, ['events', 2 ** 32]),
        () => Reflect.apply(object.setMaxEntries, object, ['events', 0.5]),
        () => Reflect.apply(object.setMaxEntries, object, ['events', Number.NaN]),
        () => Reflect.apply(object.setAutoload, object, ['probe', 1]),
        () => Reflect.apply(object.reuseMap, object, ['events', {}, 'events']),
        () => Reflect.apply(object.reuseMap, object, ['events', null, 'events']),
        () => Reflect.apply(object.updateMap, object, ['events', new Uint8Array(1), 1]),
        () => Reflect.apply(object.drain, object, ['events', 1n]),
        () => Reflect.apply(object.drain, object, ['events', 1, 'notify']),
        () => Reflect.apply(object.load, {}, []),
      ];
      for (const call of calls) expect(call, String(call)).toThrow(TypeError);
    }));

  test('the classes cannot be made from outside', () =>
    withObject(bytes, (object) => {
      expect(() => Reflect.construct(object.constructor, [])).toThrow(TypeError);
    }));
});
