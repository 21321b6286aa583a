import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDecoder } from '../../grader/gadget/decode/decoder.ts';
import {
  array,
  bool,
  chars,
  enumeration,
  float,
  int,
  nested,
  pointer,
  struct,
  uint,
  union,
} from './layouts.ts';

const numbers = struct('numbers', {
  u8: uint(1),
  i8: int(1),
  u16: uint(2),
  i16: int(2),
  u32: uint(4),
  i32: int(4),
  u64: uint(8),
  i64: int(8),
  f32: float(4),
  f64: float(8),
});

/** The same reads by the platform's own means. */
function expected(bytes: Uint8Array): object {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    u8: view.getUint8(0),
    i8: view.getInt8(1),
    u16: view.getUint16(2, true),
    i16: view.getInt16(4, true),
    u32: view.getUint32(8, true),
    i32: view.getInt32(12, true),
    u64: view.getBigUint64(16, true),
    i64: view.getBigInt64(24, true),
    f32: view.getFloat32(32, true),
    f64: view.getFloat64(40, true),
  };
}

const sampleOf = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });

describe('a decoder', () => {
  const decode = compileDecoder(numbers);

  it('reads every kind of number as the platform does', () => {
    fc.assert(
      fc.property(sampleOf(numbers.size), (bytes) => {
        expect(decode(bytes)).toEqual(expected(bytes));
      }),
    );
  });

  it('reads a struct anywhere in a larger buffer, and ignores what follows it', () => {
    fc.assert(
      fc.property(fc.nat(20), sampleOf(numbers.size + 40), (offset, bytes) => {
        expect(decode(bytes, offset)).toEqual(expected(bytes.slice(offset)));
      }),
    );
  });

  it('reads a short sample as if zeros followed', () => {
    fc.assert(
      fc.property(fc.nat(numbers.size), sampleOf(numbers.size), (length, bytes) => {
        const padded = bytes.slice().fill(0, length);
        expect(decode(bytes.subarray(0, length))).toEqual(expected(padded));
      }),
    );
  });

  it('ends a char array at its first NUL, or at its end', () => {
    const decodeName = compileDecoder(struct('s', { name: chars(4), more: chars(4) }));
    fc.assert(
      fc.property(sampleOf(8), (bytes) => {
        const cut = (part: Uint8Array) => (part.includes(0) ? part.subarray(0, part.indexOf(0)) : part);
        expect(decodeName(bytes)).toEqual({ name: cut(bytes.subarray(0, 4)), more: cut(bytes.subarray(4)) });
      }),
    );
  });

  it('reads booleans, enums, arrays, and unions by each of their members', () => {
    const layout = struct('s', {
      yes: bool,
      no: bool,
      colour: enumeration('colour', { RED: 0, GREEN: 7 }),
      words: array(uint(2), 2),
      names: array(chars(2), 2),
      either: union('either', { byte: uint(1), word: uint(2) }),
    });
    const bytes = Uint8Array.of(1, 0, 9, 9, 7, 0, 0, 0, 1, 2, 3, 4, 65, 0, 66, 67, 5, 6);
    expect(compileDecoder(layout)(bytes)).toEqual({
      yes: true,
      no: false,
      colour: 7,
      words: [0x0201, 0x0403],
      names: [Uint8Array.of(65), Uint8Array.of(66, 67)],
      either: { byte: 5, word: 0x0605 },
    });
  });

  it('nests structs, and takes members of anonymous ones as its own', () => {
    const layout = struct('s', {
      proc: nested('p', { pid: uint(4), creds: nested('c', { uid: uint(4) }) }),
      '': nested('', { inner: uint(4) }),
    });
    const bytes = Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);
    expect(compileDecoder(layout)(bytes)).toEqual({ proc: { pid: 1, creds: { uid: 2 } }, inner: 3 });
  });

  it('reads the whole unit of a bit-field', () => {
    const unit = { ...uint(4) };
    const layout = {
      name: 's',
      size: 4,
      members: [{ name: 'low', offset: 0, bits: { offset: 0, size: 3 }, type: unit }],
    };
    expect(compileDecoder(layout)(Uint8Array.of(0xff, 1, 0, 0))).toEqual({ low: 0x1ff });
  });

  it('leaves out pointers, private members and what has no kind', () => {
    const layout = struct('s', {
      where: pointer,
      __private: uint(4),
      wide: uint(16),
      list: array(nested('n', { x: uint(4) }), 2),
      kept: uint(1),
    });
    expect(Object.keys(compileDecoder(layout)(new Uint8Array(layout.size)))).toEqual(['kept']);
  });
});
