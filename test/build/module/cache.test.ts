import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { write } from '../support.ts';
import { GO_MOD, goFiles, goSandbox, linesOf, moduleOf, program } from './support.ts';

const { cache, workspace } = goSandbox();

beforeEach(() => rmSync(join(cache, 'gadget-lab/modules'), { recursive: true, force: true }));

describe('the cache', () => {
  const edits: readonly (readonly [string, string, string])[] = [
    ['the source', 'go/main.go', program('\tapi.Info("two")\n')],
    ['go.mod', 'go/go.mod', `${GO_MOD}// more\n`],
    ['go.sum', 'go/go.sum', `example.com/x v1.0.0 h1:${'A'.repeat(43)}=\n`],
  ];
  test.each(edits)('is missed after an edit of %s', async (_, file, text) => {
    const directory = workspace(goFiles(program('')));
    const before = moduleOf(await buildModule({ directory })).key;
    expect((await buildModule({ directory })).status).toBe('cached');
    write(directory, file, text);
    const after = await buildModule({ directory });
    expect(after.status).toBe('ok');
    expect(moduleOf(after).key).not.toBe(before);
  });

  test('is missed where its entry is damaged', async () => {
    const directory = workspace(goFiles(program('')));
    await buildModule({ directory });
    const modules = join(cache, 'gadget-lab/modules');
    for (const name of readdirSync(modules)) writeFileSync(join(modules, name), 'x');
    expect((await buildModule({ directory })).status).toBe('ok');
  });

  test('is not used for a module that embeds a file: its edit counts', async () => {
    const source = program('\tapi.Info(text)\n', {
      imports: '\t_ "embed"\n',
      more: '//go:embed text.txt\nvar text string\n',
    });
    const directory = workspace(goFiles(source, { 'go/text.txt': 'the-first-text' }));
    expect((await buildModule({ directory })).status).toBe('ok');
    write(directory, 'go/text.txt', 'another-text!!');
    const { bytes } = moduleOf(await buildModule({ directory }));
    expect(Buffer.from(bytes).includes('another-text!!')).toBe(true);
  });

  test.each([
    [
      'replaces',
      'example.com/other',
      'require example.com/other v0.0.0\n\nreplace example.com/other => ../other\n',
      'other',
    ],
    ['has below it', 'mygadget/other', '', 'go/other'],
  ])('is not used for a module that uses a package which go.mod %s', async (_, path, lines, folder) => {
    const source = program('\tapi.Info(other.Name)\n', { imports: `\t"${path}"\n` });
    const text = (name: string) => `package other\n\nconst Name = "${name}"\n`;
    const directory = workspace(
      goFiles(source, {
        'go/go.mod': `${GO_MOD}\n${lines}`,
        [`${folder}/other.go`]: text('the-first-name'),
        [`${folder}/go.mod`]: 'module example.com/other\n',
      }),
    );
    if (folder === 'go/other') rmSync(join(directory, 'go/other/go.mod'));
    const first = await buildModule({ directory });
    expect(linesOf(first)).toEqual([]);
    write(directory, `${folder}/other.go`, text('another-name!!'));
    const second = await buildModule({ directory });
    expect(second.status).toBe('ok');
    expect(Buffer.from(moduleOf(second).bytes).includes('another-name!!')).toBe(true);
  });
});
