import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { snapshot } from '../support.ts';
import { API, goFiles, goSandbox, linesOf, program } from './support.ts';

const { workspace } = goSandbox();
const COMPLETE = readFileSync(join(projectRoot, 'bpf/go.sum'), 'utf8');

describe('a go.sum stays as it is, and the module is built where it', () => {
  test.each([
    ['is complete', COMPLETE],
    ['is empty', ''],
    ['has sums of others', `example.com/x v1.0.0 h1:${'A'.repeat(43)}=\n`],
    ['lacks its last newline', COMPLETE.trimEnd()],
  ])('%s', async (_, goSum) => {
    const directory = workspace(goFiles(program(''), { 'go/go.sum': goSum }));
    const before = snapshot(directory);
    expect(await buildModule({ directory, useCache: false })).toMatchObject({
      status: 'ok',
      diagnostics: [],
    });
    expect(snapshot(directory)).toEqual(before);
  });
});

describe('a go.sum that cannot be right is told on its line', () => {
  test.each([
    ['a line that is none', '\n\nnonsense\n', /^go\/go\.sum:3:0 error: wrong number of fields 1$/],
    [
      'another sum of the API',
      `\n\n${API} v0.46.0 h1:${'A'.repeat(43)}=\n`,
      /^go\/go\.sum:3:1 error: the sum of \S+ is not that of the one in Go's module cache; remove the line$/,
    ],
  ])('%s', async (_, goSum, expected) => {
    const result = await buildModule({ directory: workspace(goFiles(program(''), { 'go/go.sum': goSum })) });
    expect(linesOf(result)).toEqual([expect.stringMatching(expected)]);
  });
});
