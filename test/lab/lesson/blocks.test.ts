import { describe, expect, test } from 'vitest';
import { type LessonOptions, renderLesson } from '../../../lab/lesson/render.ts';
import { PLAIN } from './lessons.ts';

/** The lines of a rendering. */
function lines(markdown: string, options: Partial<LessonOptions> = {}): readonly string[] {
  return renderLesson(markdown, { ...PLAIN, ...options })
    .trimEnd()
    .split('\n');
}

describe('headings', () => {
  test('the title has a rule, a section more room before it', () => {
    const shown = lines('# Title\n\nText.\n\n## Section\n\nText.\n\n### Part\n\nText.');
    expect(shown).toEqual([
      ...['Title', '═════', '', 'Text.'],
      ...['', '', 'Section', '', 'Text.', '', 'Part', '', 'Text.'],
    ]);
  });
});

describe('paragraphs', () => {
  test('are wrapped anew, whatever the lines of the source', () => {
    expect(lines('one\ntwo three four', { width: 16 })).toEqual(['one two three', 'four']);
  });

  test('a hard break stays', () => {
    expect(lines('one  \ntwo\\\nthree<br>four')).toEqual(['one', 'two', 'three', 'four']);
  });

  test('entities are decoded, except in code', () => {
    expect(lines('a &lt; b &amp;&amp; c &#x2192; d &nosuch; `&lt;`')).toEqual([
      'a < b && c → d &nosuch; `&lt;`',
    ]);
  });

  test('wide and combining characters count as the cells they take', () => {
    expect(lines('日本語日本語日本語', { width: 16 })).toEqual(['日本語日本語日本', '語']);
    const accents = 'e\u0301'.repeat(16);
    expect(lines(`${accents} x`, { width: 16 })).toEqual([accents, 'x']);
  });

  test('a long word is cut where its parts end', () => {
    expect(lines('O_WRONLY|O_CREAT|O_TRUNC', { width: 18 })).toEqual(['O_WRONLY|O_CREAT|', 'O_TRUNC']);
  });

  test('short code stays in one line', () => {
    expect(lines('Now type `lab check 04`.', { width: 20 })).toEqual(['Now type', '`lab check 04`.']);
  });

  test('the line under a link goes on between its words', () => {
    const shown = renderLesson('see [two words](x)', { ...PLAIN, color: true });
    expect(shown).toContain('see \u001b[4mtwo words\u001b[24m\u001b[2m [1]\u001b[22m');
  });
});

describe('lists', () => {
  test('hang, and nest', () => {
    const markdown = '- one two three four\n  1. inner\n  2. other\n- last\n';
    expect(lines(markdown, { width: 16 })).toEqual([
      ...['• one two three', '  four', '  1. inner', '  2. other', '• last'],
    ]);
  });

  test('numbers are aligned and begin where the Markdown says', () => {
    expect(lines('9. nine\n10. ten')).toEqual([' 9. nine', '10. ten']);
  });

  test('loose ones have room, and hold any block', () => {
    const markdown = '- one\n\n  ```c\n  int x;\n  ```\n\n- [x] two\n- [ ] three';
    expect(lines(markdown)).toEqual(['• one', '', '      int x;', '', '• [x] two', '', '• [ ] three']);
  });

  test('an empty item is an item', () => {
    expect(lines('- a\n-\n- c')).toEqual(['• a', '•', '• c']);
  });
});

describe('other blocks', () => {
  test('quotes have a bar', () => {
    expect(lines('> one\n>\n> two')).toEqual(['│ one', '│', '│ two']);
  });

  test('code is indented, its tabs are spaces, and it is never wrapped', () => {
    const code = `${'x'.repeat(90)} y`;
    expect(lines(`\`\`\`nosuch\n${code}\n\tz\n\`\`\``, { width: 40 })).toEqual([`    ${code}`, '        z']);
  });

  test.each([
    ['c', 'return 0;', '\u001b[35mreturn\u001b[39m'],
    ['go', 'return nil', '\u001b[35mreturn\u001b[39m'],
    ['bash', 'cd "$x"', '\u001b[36mcd\u001b[39m'],
    ['yaml', 'wasm: go/main.go', '\u001b[36mwasm:\u001b[39m'],
    ['json', '{"a": 577}', '\u001b[33m577\u001b[39m'],
  ])('code in %s is coloured', (language, code, colored) => {
    const markdown = `\`\`\`${language}\n${code}\n\`\`\``;
    expect(renderLesson(markdown, { ...PLAIN, color: true })).toContain(colored);
  });

  test('a comment of several lines is coloured line by line', () => {
    const shown = renderLesson('```c\n/* a\nb */\n```', { ...PLAIN, color: true });
    expect(shown).toBe('    \u001b[2m/* a\u001b[22m\n    \u001b[2mb */\u001b[22m\n');
  });

  test('what is not known shows as it is written; a comment is not for readers', () => {
    expect(lines('<div>\nraw *text*\n</div>\n\n<!-- note -->\n\na <kbd>b</kbd>')).toEqual([
      ...['<div>', 'raw *text*', '</div>', '', 'a <kbd>b</kbd>'],
    ]);
  });
});

describe('details', () => {
  const markdown = 'a\n\n<details>\n<summary>The `answer`</summary>\n\n- secret\n\n</details>\n\nb';

  test('are folded to one line', () => {
    expect(lines(markdown)).toEqual(['a', '', '▸ The `answer` (folded: lab solution 01)', '', 'b']);
  });

  test('are opened', () => {
    expect(lines(markdown, { revealed: true })).toEqual([
      ...['a', '', '▾ The `answer`', '', '• secret', '', 'b'],
    ]);
  });

  test.each([
    ['without empty lines', 'a\n<details>\n<summary>S</summary>\nsecret\n</details>\n\nb'],
    [
      'with an empty line before the summary',
      'a\n\n<details>\n\n<summary>S</summary>\n\nsecret\n\n</details>\n\nb',
    ],
    ['with text right behind them', 'a\n\n<details><summary>S</summary>\n\nsecret\n\n</details>\nb'],
    [
      'with others inside',
      'a\n\n<details><summary>S</summary>\n\n<details>\n\nx\n\n</details>\n\nsecret\n\n</details>\n\nb',
    ],
  ])('%s are details all the same', (_, text) => {
    expect(lines(text)).toEqual(['a', '', '▸ S (folded: lab solution 01)', '', 'b']);
    expect(lines(text, { revealed: true })).toContain('secret');
  });

  test('that are never closed hide no other section', () => {
    const shown = lines(
      '<details>\n<summary>S</summary>\n\nsecret\n\n## Next\n\nb\n\n</details>\n\n<details>',
    );
    expect(shown).not.toContain('secret');
    const open = lines('<details>\n<summary>S</summary>\n\nsecret\n\n## Next\n\nb');
    expect(open).toEqual(['▸ S (folded: lab solution 01)', '', '', 'Next', '', 'b']);
  });

  test('a tag without its partner shows', () => {
    expect(lines('a\n\n</details>\n\n<summary>b</summary>')).toEqual([
      ...['a', '', '</details>', '', '<summary>b</summary>'],
    ]);
  });
});

describe('links', () => {
  test('have a number in the text and an address below their section', () => {
    const markdown = '[a](http://a) [b](http://b) [again](http://a)\n\n## Next\n\n[c](http://c)';
    expect(lines(markdown)).toEqual([
      ...['a [1] b [2] again [1]', '', '[1] http://a', '[2] http://b'],
      ...['', '', 'Next', '', 'c [1]', '', '[1] http://c'],
    ]);
  });

  test('need no number where the text is the address', () => {
    expect(lines('<http://a> http://b.org <me@c.org>')).toEqual(['http://a http://b.org me@c.org']);
  });

  test('to other lessons become commands', () => {
    const linkText = (href: string): string | undefined =>
      href === '../02-flags/README.md' ? 'lab guide 02' : undefined;
    expect(lines('[next](../02-flags/README.md)', { linkText })).toEqual([
      'next [1]',
      '',
      '[1] lab guide 02',
    ]);
  });

  test('of images have the text in place of the image', () => {
    expect(lines('![A diagram](a.png "Fig. 1")')).toEqual(['A diagram [1]', '', '[1] a.png (Fig. 1)']);
  });

  test('that are folded have no address below', () => {
    expect(lines('<details>\n<summary>S</summary>\n\n[a](http://a)\n\n</details>')).toHaveLength(1);
  });
});
