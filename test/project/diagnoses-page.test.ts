import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosesPage } from '../../grader/judge/diagnosis/page.ts';
import { RULES } from '../../grader/judge/diagnosis/rules.ts';

describe('docs/diagnoses.md', () => {
  test('is what the rules say (npm run docs)', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/diagnoses.md'), 'utf8');
    expect(page).toBe(diagnosesPage());
  });

  test('has every rule', () => {
    const headings = [...diagnosesPage().matchAll(/^### (.+)$/gm)].map(([, id]) => id);
    expect([...headings].sort()).toEqual([...new Set(RULES.map(({ id }) => id))].sort());
  });
});

describe('each rule', () => {
  test('has an id in kebab-case', () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test.each(RULES)(
    '$id says what it is about, in whole sentences, with an example',
    ({ meaning, example }) => {
      expect(meaning).toMatch(/^\S.*\.$/);
      expect(example.code).not.toBe('');
      expect(example.message).toMatch(/^\S.*\S$/s);
    },
  );
});
