/** A seeded source of random choices: the same seed gives the same choices, on every machine. */
export interface Random {
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  /** One of the items. The list must not be empty. */
  pick<T>(items: readonly [T, ...T[]]): T;
  /** The items in another order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/** @param seed Any integer up to 2^53 in size; its low and high halves both count. */
export function createRandom(seed: number): Random {
  const next = xoshiro128(seed);
  const integer = (low: number, high: number) => low + Math.floor((next() / 2 ** 32) * (high - low + 1));
  return {
    integer,
    oneIn: (n) => integer(1, n) === 1,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
    shuffle: (items) => {
      const left = [...items];
      return items.flatMap(() => left.splice(integer(0, left.length - 1), 1));
    },
  };
}

/** xoshiro128** of Blackman and Vigna (2018): 32 random bits a call, from a state of 128 bits. */
function xoshiro128(seed: number): () => number {
  const fill = splitmix32(seed);
  let [a, b, c, d] = [fill(), fill(), fill(), fill()];
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

/** Spreads a small seed over many bits; neighbouring seeds must not give neighbouring states. */
function splitmix32(seed: number): () => number {
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
