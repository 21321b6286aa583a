/** Runs work when one of so many slots is free, in the order of asking. */
export type Slots = <Result>(work: () => Promise<Result>) => Promise<Result>;

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The slot is handed on, so that nobody comes in between.
      if (next !== undefined) next();
      else free++;
    }
  };
}
