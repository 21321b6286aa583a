import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderLesson } from '../../../lab/lesson/render.ts';
import { LESSONS, PLAIN, tablesOf } from './lessons.ts';

function lines(markdown: string, width: number): readonly string[] {
  return renderLesson(markdown, { ...PLAIN, width })
    .trimEnd()
    .split('\n');
}

/** The cells of a rendered table, column by column, by the rule below its header; white space does not count. */
function columnsOf(shown: readonly string[]): readonly string[] {
  const rule = shown.find((line) => line.startsWith('─')) ?? '';
  return [...rule.matchAll(/─+/g)].map(({ 0: dashes, index }) =>
    shown
      .map((line) => line.slice(index, index + dashes.length).trim())
      .join('')
      .replace(/[─\s]/g, ''),
  );
}

/** The cells of the Markdown, column by column. */
function columnsOfMarkdown(table: string): readonly string[] {
  const rows = table
    .trimEnd()
    .split('\n')
    .filter((_, index) => index !== 1)
    .map((line) => line.replace(/^\||\|$/g, '').split('|'));
  return (rows[0] ?? []).map((_, index) =>
    rows
      .map((row) => row[index])
      .join('')
      .replace(/\*\*|\s/g, ''),
  );
}

describe('tables', () => {
  const tables = LESSONS.flatMap(([name, markdown]) =>
    tablesOf(markdown).flatMap((table, index) =>
      [40, 80, 100, 200].map((width) => ({ name, table, index, width })),
    ),
  );

  test.each(tables)('number $index of $name is whole at $width', ({ table, width }) => {
    const shown = lines(table, width);
    expect(columnsOf(shown)).toEqual(columnsOfMarkdown(table));
    expect(shown.filter((line) => stringWidth(line) > width)).toEqual([]);
  });

  test('keep the alignment of the Markdown', () => {
    const table =
      '| left | centre | right |\n| :-- | :-: | --: |\n| a | b | c |\n| aaaaaa | bbbbbbbb | ccccccc |';
    expect(lines(table, 80)).toEqual([
      'left     centre     right',
      '──────  ────────  ───────',
      'a          b            c',
      'aaaaaa  bbbbbbbb  ccccccc',
    ]);
  });

  test('that are too wide wrap their cells, the widest column first', () => {
    const table = '| flag | meaning |\n| - | - |\n| `a` | one two three four |\n| `b` | five |';
    expect(lines(table, 16)).toEqual([
      ...['flag  meaning', '────  ──────────'],
      ...['`a`   one two', '      three four', '', '`b`   five'],
    ]);
  });

  test('cut words only where the longest ones do not fit side by side', () => {
    const table = '| a | b |\n| - | - |\n| aaaaaaaaaaaa | bbbbbbbbbbbb |';
    const shown = lines(table, 16);
    expect(columnsOf(shown)).toEqual([`a${'a'.repeat(12)}`, `b${'b'.repeat(12)}`]);
    expect(Math.max(...shown.map((line) => line.length))).toBe(16);
  });

  test('wide characters do not move the next column', () => {
    expect(lines('| a | b |\n| - | - |\n| 日本 | x |\n| y | z |', 80)).toEqual([
      ...['a     b', '────  ─', '日本  x', 'y     z'],
    ]);
  });
});
