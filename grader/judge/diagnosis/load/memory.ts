import type { Scene } from './scene.ts';

/** Bytes that a program reaches for, of what there is. */
export interface Reach {
  /** Bytes that are there. */
  readonly size: number;
  /** The first byte that it reaches for. */
  readonly offset: number;
  /** How many. */
  readonly count: number;
}

/** `invalid access to memory, mem_size=336 off=72 size=512`, of maps `value_size=4` */
export function reachIn({ log }: Scene): Reach | undefined {
  for (const text of [log.message, ...[...log.notes].reverse()]) {
    const [, size, offset, count] =
      /invalid access to (?:memory|map value), \w+_size=(\d+),? off=(-?\d+),? size=(\d+)/.exec(text) ?? [];
    if (size !== undefined) return { size: Number(size), offset: Number(offset), count: Number(count) };
    const stack = /invalid (?:write to|read from|access to) stack \S+ off=-(\d+) size=(\d+)/.exec(text);
    if (stack !== null) return { size: Number(stack[1]), offset: 0, count: Number(stack[2]) };
  }
  return undefined;
}
