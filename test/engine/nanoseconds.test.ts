import { expect, it } from 'vitest';
import { nanoseconds } from '../../grader/engine/container/nanoseconds.ts';

it.each([
  ['1970-01-01T00:00:00Z', 0n],
  ['1970-01-01T00:00:01.5Z', 1_500_000_000n],
  ['2026-11-22T14:11:31.040917926Z', 1_795_356_691_040_917_926n],
  ['2026-11-22T15:11:31.040917926+01:00', 1_795_356_691_040_917_926n],
  ['2026-11-22T14:11:31.000000001Z', 1_795_356_691_000_000_001n],
  ['2026-11-22T14:11:31.1234567891Z', 1_795_356_691_123_456_789n],
])('%s is %i ns after the epoch', (text, expected) => {
  expect(nanoseconds(text)).toBe(expected);
});
