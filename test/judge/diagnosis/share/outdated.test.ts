import { describe, expect, test } from 'vitest';
import { SHARE_RULES } from '../../../../grader/judge/diagnosis/share/rules.ts';
import { struct } from '../../../gadget/layouts.ts';
import { type Gadget, SOLUTION, writing } from '../../gadget.ts';
import { DECLARED, judgeShared, OTHER_DIGEST, SHARED } from '../../share.ts';
import { captureOf } from '../../verdicts.ts';

const run = (gadget: Gadget) => ({ kind: 'captured', capture: captureOf('03', gadget) }) as const;
const without = (member: string): Gadget => ({
  ...SOLUTION,
  struct: struct(
    'event',
    Object.fromEntries(
      SOLUTION.struct.members.flatMap(({ name, type }) => (name === member ? [] : [[name, type]])),
    ),
  ),
});
const HARD_CODED = writing(() => ({ flags: 577 }));

describe('an image whose program is not right', () => {
  test.each([
    [
      'has no flags yet',
      without('flags'),
      /^The program in the image is not right: its events have no field `flags`\. /,
    ],
    ['hard-codes the flags', HARD_CODED, /^The program in the image is not right: `flags` is wrong\. /],
    [
      'does not trace open',
      { ...SOLUTION, traces: ['openat'] } as Gadget,
      /: not every open has an event\. /,
    ],
    ['has a wrong process', writing(() => ({ 'proc.pid': 1 })), /: `proc\.pid` is wrong\. /],
  ])('is told so where it %s', (_what, gadget, says) => {
    const [first] = judgeShared({}, run(gadget)).diagnoses;
    expect(first).toMatchObject({
      id: 'image-outdated',
      message: expect.stringMatching(says),
      file: 'share.yaml',
      line: 7,
    });
    expect(first?.message).toMatch(/whatever program\.bpf\.c says by now: build the image again, push it/);
  });

  test('is told after the digest of another image, which may be the right one', () => {
    const declared = { ...DECLARED, digest: OTHER_DIGEST };
    const ids = judgeShared({ declared }, run(HARD_CODED)).diagnoses.map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['digest-differs', 'image-outdated']);
  });

  test('is no matter of a right one', () => {
    expect(judgeShared({}, run(SOLUTION)).diagnoses).toEqual([]);
    expect(SHARED.image.kind).toBe('image');
  });
});

describe('the rules about sharing', () => {
  test('have ids of their own, and examples', () => {
    const ids = SHARE_RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    for (const { meaning, example } of SHARE_RULES) {
      expect(meaning).toMatch(/\.$/);
      expect(example.message).not.toBe('');
    }
  });
});
