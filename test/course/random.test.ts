import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../grader/course/random.ts';

describe('a seeded source of random choices', () => {
  it('gives the same integers for the same seed, all within their bounds', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.nat(1e6),
        (seed, low, span) => {
          const draw = () => {
            const random = createRandom(seed);
            return Array.from({ length: 50 }, () => random.integer(low, low + span));
          };
          const drawn = draw();
          expect(draw()).toEqual(drawn);
          expect(
            drawn.filter((value) => !Number.isInteger(value) || value < low || value > low + span),
          ).toEqual([]);
        },
      ),
    );
  });

  it('shuffles without losing or adding anything, and without touching the list', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(9)), (seed, list) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect(shuffled.toSorted()).toEqual(before.toSorted());
      }),
    );
  });

  it('prefers no number: 6000 throws of a die stay near 1000 each', () => {
    for (const seed of [0, 1, 2, 4711]) {
      const random = createRandom(seed);
      const counts = [0, 0, 0, 0, 0, 0, 0];
      for (let i = 0; i < 6000; i++) {
        const face = random.integer(1, 6);
        counts[face] = (counts[face] ?? 0) + 1;
      }
      expect(Math.min(...counts.slice(1))).toBeGreaterThan(850);
      expect(Math.max(...counts)).toBeLessThan(1150);
    }
  });

  it('tells neighbouring seeds apart from the first choice on', () => {
    const first = Array.from({ length: 1000 }, (_, seed) => createRandom(seed).integer(0, 2 ** 31));
    expect(new Set(first).size).toBeGreaterThan(990);
  });
});
