import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';

/** The codes that the sources construct errors with. */
function codesInSources(): readonly string[] {
  const sources = ['grader', 'lab', 'native'].flatMap((folder) => {
    const names = readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(projectRoot, folder, name));
  });
  return sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bcode: '([a-z-]+)'/g)].flatMap(([, code]) => code ?? []),
  );
}

/** The first column of the page's tables. */
function codesOnPage(): readonly string[] {
  const page = readFileSync(join(projectRoot, 'docs/errors.md'), 'utf8');
  return [...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].flatMap(([, code]) => code ?? []);
}

test('docs/errors.md lists exactly the codes that there are', () => {
  expect(codesOnPage().toSorted()).toEqual([...new Set(codesInSources())].toSorted());
});
