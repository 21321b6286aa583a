import { putU64, u8, u16, u32, u64 } from '../../decode/bytes.ts';
import type { ScalarKind } from '../../decode/kind.ts';

/** A number as the module gets it: signed ones extended to 64 bits, floats as their IEEE bits. */
export function readScalar(kind: ScalarKind, bytes: Uint8Array, at: number): bigint {
  switch (kind) {
    case 'bool':
      return u8(bytes, at) === 1 ? 1n : 0n;
    case 'uint8':
      return BigInt(u8(bytes, at));
    case 'int8':
      return BigInt((u8(bytes, at) << 24) >> 24);
    case 'uint16':
      return BigInt(u16(bytes, at));
    case 'int16':
      return BigInt((u16(bytes, at) << 16) >> 16);
    case 'uint32':
    case 'float32':
      return BigInt(u32(bytes, at));
    case 'int32':
      return BigInt(u32(bytes, at) | 0);
    default:
      return u64(bytes, at);
  }
}

/** The way back: as many of the lowest bytes as there is room for. */
export function writeScalar(
  kind: ScalarKind,
  bytes: Uint8Array,
  at: number,
  size: number,
  value: bigint,
): void {
  if (size === 8) {
    putU64(bytes, at, BigInt.asUintN(64, value));
    return;
  }
  let rest = kind === 'bool' ? Number(value !== 0n) : Number(BigInt.asUintN(32, value));
  for (let index = 0; index < size; index++) {
    bytes[at + index] = rest & 0xff;
    rest >>>= 8;
  }
}
