/** Seeds are drawn below this: short enough to be typed again. */
export const SEED_LIMIT = 1_000_000;
