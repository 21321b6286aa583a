import { range, type ValueType } from './value-type.ts';

/** The bytes of a value as a little-endian machine keeps it; undefined where the text is no such value. */
export function encodeValue(type: ValueType, text: string): Uint8Array | undefined {
  switch (type.kind) {
    case 'bool': {
      const truth = text.toLowerCase();
      return truth === 'true' || truth === 'false' ? Uint8Array.of(truth === 'true' ? 1 : 0) : undefined;
    }
    case 'integer':
      return encodeInteger(type, text);
    case 'float':
      return encodeFloat(type.size, text);
    case 'text':
      return encodeText(type.size, text);
    case 'any':
      return new TextEncoder().encode(text);
    case 'unsettable':
      return undefined;
  }
}

function encodeInteger(type: ValueType & { readonly kind: 'integer' }, text: string): Uint8Array | undefined {
  if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  const { least, most } = range(type);
  if (value < least || value > most) return undefined;
  const bits = BigInt.asUintN(type.size * 8, value);
  return Uint8Array.from({ length: type.size }, (_, index) => Number((bits >> BigInt(8 * index)) & 0xffn));
}

function encodeFloat(size: number, text: string): Uint8Array | undefined {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return undefined;
  const array = size === 4 ? Float32Array.of(value) : Float64Array.of(value);
  return new Uint8Array(array.buffer);
}

/** Zero-padded; a text that fills all of it has no NUL at its end, as upstream. */
function encodeText(size: number | undefined, text: string): Uint8Array | undefined {
  const bytes = new TextEncoder().encode(text);
  if (size === undefined) return bytes;
  if (bytes.length > size) return undefined;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  return padded;
}
