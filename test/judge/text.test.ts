import { describe, expect, test } from 'vitest';
import { showBytes } from '../../grader/judge/text.ts';

const CASES: readonly (readonly [string, readonly number[], string])[] = [
  ['nothing', [], '""'],
  ['text', [...Buffer.from('/etc/passwd')], '"/etc/passwd"'],
  ['UTF-8', [...Buffer.from('größe 漢字 🎉')], '"größe 漢字 🎉"'],
  ['bytes that are no text', [0x61, 0xff, 0x62], '"a\\xffb"'],
  ['a character cut short', [0xe6, 0xbc], '"\\xe6\\xbc"'],
  ['what a terminal obeys', [0x1b, 0x5b, 0x32, 0x4a, 0x07, 0x0a], '"\\x1b[2J\\x07\\n"'],
  ['a C1 control', [0xc2, 0x9b], '"\\x9b"'],
  ['a quote and a backslash', [0x22, 0x5c], '"\\"\\\\"'],
  ['text that runs backwards', [...Buffer.from('\u202eabc')], '"\\u{202e}abc"'],
];

describe('bytes in a message', () => {
  test.each(CASES)('%s', (_, bytes, text) => {
    expect(showBytes(Uint8Array.from(bytes))).toBe(text);
  });

  test('long ones are cut in the middle', () => {
    const shown = showBytes(Buffer.from(`begin${'x'.repeat(4000)}end`));
    expect(shown).toMatch(/^"beginx+…x+end"$/);
    expect(shown.length).toBeLessThan(80);
  });
});
