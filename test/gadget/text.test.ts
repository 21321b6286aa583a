import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../grader/gadget/decode/text.ts';
import { jsonBytes, jsonString } from '../../grader/gadget/output/json-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const anyText = fc.string({ unit: 'binary' });

describe('text of bytes', () => {
  it('is what was encoded', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decodeText(utf8(text))).toBe(text);
      }),
    );
  });

  it.each([
    ['a lone byte', [0x61, 0xff, 0x62], 'a\ufffdb'],
    ['a cut sequence, byte by byte', [0xe2, 0x82], '\ufffd\ufffd'],
    ['an overlong form', [0xc0, 0xaf], '\ufffd\ufffd'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80], '\ufffd\ufffd\ufffd\ufffd'],
    ['valid text around it', [0xc3, 0xa4, 0x80, 0xc3, 0xb6], 'ä\ufffdö'],
  ])('has one U+FFFD for each byte of %s', (_, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
  });
});

describe('JSON text', () => {
  it('reads back as what was written', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(JSON.parse(jsonString(text))).toBe(text);
        expect(jsonBytes(utf8(text))).toBe(jsonString(text));
      }),
    );
  });

  it('reads back, from any bytes, as their text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(JSON.parse(jsonBytes(bytes))).toBe(decodeText(bytes));
      }),
    );
  });

  it('escapes quotes, backslashes, control characters and the two line separators', () => {
    expect(jsonString('"\\\n\r\t\b\f\u001f\u2028\u2029')).toBe(
      '"\\"\\\\\\n\\r\\t\\u0008\\u000c\\u001f\\u2028\\u2029"',
    );
  });

  it('leaves everything else as it is', () => {
    expect(jsonString('<&>\u007fä…')).toBe('"<&>\u007fä…"');
  });

  it('escapes bytes that are no UTF-8, but not a U+FFFD that was really there', () => {
    expect(jsonBytes(Uint8Array.of(0xff, ...utf8('\ufffd')))).toBe('"\\ufffd\ufffd"');
  });
});
