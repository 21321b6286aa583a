/**
 * What breaks over a program that nobody thought of is silent: the verdict stands without it. The lab's own tests set
 * `LAB_RULES=strict`, so that it is found there.
 */
export function quietly<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch (error) {
    if (process.env.LAB_RULES === 'strict') throw error;
    return otherwise;
  }
}
