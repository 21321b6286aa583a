import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type LessonOptions, renderLesson } from '../../../lab/lesson/render.ts';
import {
  LESSONS,
  lettersOfMarkdown,
  lettersOfTerminal,
  PLAIN,
  solutionLines,
  withoutTables,
} from './lessons.ts';

const REVEALED: LessonOptions = { ...PLAIN, revealed: true };
const WIDTHS = [40, 80, 100, 200];

const everyLesson = LESSONS.flatMap(([name, markdown]) => WIDTHS.map((width) => ({ name, markdown, width })));

/** Code is not wrapped, and neither are addresses. */
function tooWide(shown: string, width: number): readonly string[] {
  const lines = shown.split('\n').filter((line) => !/^( {4}|\[\d+\] )/.test(line));
  return lines.filter((line) => stringWidth(line) > width);
}

describe('every lesson of the course', () => {
  test.each(everyLesson)('$name at $width: nothing of it is missing', ({ markdown, width }) => {
    const shown = renderLesson(withoutTables(markdown), { ...REVEALED, width });
    expect(lettersOfTerminal(shown)).toBe(lettersOfMarkdown(withoutTables(markdown)));
  });

  test.each(everyLesson)('$name at $width: fits', ({ markdown, width }) => {
    for (const revealed of [true, false]) {
      const shown = renderLesson(markdown, { ...PLAIN, width, revealed });
      expect(tooWide(shown, Math.min(width, 100))).toEqual([]);
      expect(shown).toMatch(/[^\n]\n$/);
      expect(shown).not.toMatch(/[ \t]$/m);
    }
  });

  test.each(LESSONS)('%s: colours change only the looks, and none lasts beyond its line', (_, markdown) => {
    const colored = renderLesson(markdown, { ...REVEALED, color: true });
    const plain = renderLesson(markdown, REVEALED);
    expect(colored).toContain('\u001b[1m');
    expect(plain).not.toContain('\u001b');
    expect(stripVTControlCharacters(colored)).toBe(plain);
    const lines = colored.split('\n').filter((line) => line.includes('\u001b'));
    // An end of a style is 22 to 29 or 39.
    const isOpen = (line: string): boolean => !/^.\[(2\d|39)m/.test(line.slice(line.lastIndexOf('\u001b')));
    expect(lines.filter(isOpen)).toEqual([]);
  });

  test.each(LESSONS)('%s: a folded solution does not show', (_, markdown) => {
    const shown = renderLesson(markdown, { ...PLAIN, width: 200 });
    const lines = new Set(shown.split('\n').map((line) => line.trim()));
    expect(solutionLines(markdown).filter((line) => lines.has(line))).toEqual([]);
    const solutions = markdown.match(/<details>/g)?.length ?? 0;
    expect(shown.match(/^▸ Solution \(folded: lab solution 01\)$/gm) ?? []).toHaveLength(solutions);
  });

  test('there are solutions to fold', () => {
    expect(LESSONS.flatMap(([, markdown]) => solutionLines(markdown)).length).toBeGreaterThan(20);
  });

  test('at any width, whatever is folded, lines fit and colours change nothing', () => {
    const lesson = fc.constantFrom(...LESSONS.map(([, markdown]) => markdown));
    const width = fc.integer({ min: 20, max: 220 });
    fc.assert(
      fc.property(lesson, width, fc.boolean(), (markdown, width, revealed) => {
        const plain = renderLesson(markdown, { ...PLAIN, width, revealed });
        const colored = renderLesson(markdown, { ...PLAIN, width, revealed, color: true });
        expect(tooWide(plain, width)).toEqual([]);
        expect(stripVTControlCharacters(colored)).toBe(plain);
      }),
      { numRuns: 40 },
    );
  });
});

describe('whatever a text holds', () => {
  const parts = ['`', '**', '_', '- ', '1. ', '> ', '# ', '|', '\n', '\n\n', '<details>', '</details>'];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      ...parts,
      '    ',
      '\u001b[31m',
      '&#27;[2J',
      '&#x9b;',
      '\u202e',
      '[a](\u001b]8;;x)',
      '```c\n',
    ),
  );

  test('no control character comes through, and colours change nothing', () => {
    const text = fc.array(hostile, { maxLength: 30 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 120 }), fc.boolean(), (markdown, width, revealed) => {
        const plain = renderLesson(markdown, { ...PLAIN, width, revealed });
        expect(plain.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u);
        const colored = renderLesson(markdown, { ...PLAIN, width, revealed, color: true });
        expect(stripVTControlCharacters(colored)).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });

  test('escapes are shown, in prose, code, links and entities', () => {
    const markdown = 'a \u001b[31mb `\u001b[0m` &#27;[2J [x](y\u001b]8)\n\n```c\nint \u001b[2Jx;\n```';
    const shown = renderLesson(markdown, PLAIN);
    expect(shown).toContain('a \\x1b[31mb `\\x1b[0m` \\x1b[2J');
    expect(shown).toContain('    int \\x1b[2Jx;');
    expect(shown).not.toContain('\u001b');
  });
});
