import { describe, expect, test } from 'vitest';
import { sandbox } from '../support.ts';
import { readText, remarksOf } from './support.ts';

const box = sandbox();
const range = (length: number) => Array.from({ length }, (_, index) => index);

describe('what is not a mapping in YAML is an error where it begins', () => {
  test.each([
    ['a quote that nothing closes (there at its end)', 'metadata: a\nwasm: "go\n', '3:1', 'this is not YAML'],
    ['a bracket that nothing closes', 'wasm: [go\n', '2:1', 'this is not YAML'],
    ['a tab as indentation', 'wasm:\n\tgo/main.go\n', '2:1', 'this is not YAML'],
    ['a colon too many', 'wasm: go: main.go\n', '1:7', 'this is not YAML'],
    ['a second document', 'wasm: a.go\n---\nwasm: b.go\n', '2:1', 'is one document; here a second begins'],
    ['a key that is there twice', 'wasm: a.go\nwasm: b.go\n', '2:1', 'this key is there twice'],
    ['an alias', 'wasm: &x a.go\nmetadata: *x\n', '2:11', '`*x` is a YAML alias'],
    ['an alias of nothing', 'wasm: *.go\n', '1:7', '`*.go` is a YAML alias'],
    ['a tag that nobody knows', 'wasm: !mine go/main.go\n', '1:7', 'this is not YAML'],
    ['a list', '# x\n- wasm: a.go\n', '2:1', 'must hold `key: value` lines'],
    ['a word', 'wasm\n', '1:1', 'must hold `key: value` lines'],
    ['a number', '42\n', '1:1', 'must hold `key: value` lines'],
  ])('%s', async (_, text, place, message) => {
    const remarks = remarksOf(await readText(box, text));
    expect(remarks[0]).toEqual([`${place} error`, expect.stringContaining(message)]);
  });

  test('a key that is a list', async () => {
    const [[place] = []] = remarksOf(await readText(box, '? [wasm]\n: go/main.go\n'));
    expect(place).toBe('1:3 error');
  });

  test('bytes that are no text', async () => {
    const remarks = remarksOf(await readText(box, Buffer.from([0xff, 0xfe, 0x77, 0, 0x61, 0])));
    expect(remarks.some(([place]) => place.endsWith('error'))).toBe(true);
  });

  test('a hundred faults, of which the first five are told', async () => {
    const text = range(100)
      .map(() => 'wasm: a.go\n')
      .join('');
    expect(remarksOf(await readText(box, text))).toHaveLength(5);
  });
});

describe('nesting without measure is one error, however it is written', () => {
  test.each([
    ['brackets', `wasm: ${'['.repeat(20_000)}`],
    ['braces', `${'{a: '.repeat(15_000)}`],
    ['brackets after a key', `wasm:\n  ${'['.repeat(20_000)}`],
    ['dashes', `${'- '.repeat(20_000)}x\n`],
    ['dashes after a key', `wasm:\n  ${'- '.repeat(20_000)}x\n`],
    ['question marks', `${'? '.repeat(20_000)}x\n`],
    [
      'indentation',
      range(340)
        .map((depth) => `${' '.repeat(depth)}a:\n`)
        .join(''),
    ],
    [
      'indented dashes',
      `wasm:\n${range(340)
        .map((depth) => `${' '.repeat(depth)}-\n`)
        .join('')}`,
    ],
  ])('in %s', async (_, text) => {
    expect(remarksOf(await readText(box, text))).toEqual([
      [expect.stringMatching(/^[1-9]\d*:[1-9]\d* error$/), expect.stringContaining('nested far too deep')],
    ]);
  });

  test('while many brackets one after the other are none', async () => {
    const text = `cflags: '${'-DA="[" '.repeat(300)}'\n`;
    expect(await readText(box, text)).toMatchObject({ diagnostics: [] });
  });
});
