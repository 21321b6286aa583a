import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../grader/image/store/index.ts';
import { name, reference, refusal, tinyImage } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();

describe('a damaged or forbidden store', () => {
  test.each([
    ['not JSON', '{"schemaVersion":2,', 'it is not JSON'],
    ['empty', '', 'it is not JSON'],
    ['a list', '[]', 'not an object'],
    ['of another version', '{"schemaVersion":1}', 'schemaVersion'],
    ['with odd entries', '{"schemaVersion":2,"manifests":[{"digest":"sha256:../../x"}]}', 'manifests[0]'],
  ])('index.json that is %s is named with what helps, and stays as it is', async (_, text, problem) => {
    const store = places.store();
    await store.add(tinyImage('x'), name('open'));
    const path = join(store.directory, 'index.json');
    await writeFile(path, text);
    const works = [
      () => store.list(),
      () => store.read(reference('open')),
      () => store.add(tinyImage('y'), name('y')),
    ];
    for (const work of works) {
      const error = await refusal(work());
      expect(error).toMatchObject({ kind: 'machine', code: 'store-damaged' });
      expect(error.message).toContain(path);
      expect(error.message).toContain(problem);
      expect(error.hint).toContain('mv ');
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('a pipe or a giant in the place of index.json is named, and nobody waits', async () => {
    const pipe = places.store();
    await mkdir(pipe.directory, { recursive: true });
    execFileSync('mkfifo', [join(pipe.directory, 'index.json')]);
    expect(await refusal(pipe.list())).toMatchObject({ code: 'store-damaged' });
    const giant = places.store();
    await giant.add(tinyImage('x'), name('open'));
    await truncate(join(giant.directory, 'index.json'), 3 * 1024 ** 3);
    expect((await refusal(giant.list())).message).toContain('it has 3221225472 bytes');
  });

  test('where nothing can be made, no store is made, and nobody waits', async () => {
    const store = openStore({ directory: '/proc/store' });
    expect(await refusal(store.add(tinyImage('x'), name('open')))).toMatchObject({ code: 'store-refused' });
    expect(await store.list()).toEqual([]);
  });

  test('a blob that is missing is said to be missing', async () => {
    const store = places.store();
    const image = tinyImage('x');
    await store.add(image, name('open'));
    const layer = [...image.blobs].find(([, bytes]) => bytes.length > 60 && bytes[0] === 0x7f)?.[0] ?? '';
    await rm(join(store.directory, 'blobs/sha256', layer.slice(7)));
    const error = await refusal(store.read(reference('open')));
    expect(error.message).toBe(
      `${name('open').full} is refused: the eBPF program for amd64 (${layer.slice(0, 19)}…) is missing.`,
    );
  });

  test('a folder that cannot be written is a refusal of the machine', async () => {
    const path = places.fresh();
    await writeFile(path, 'a file');
    const error = await refusal(openStore({ directory: path }).add(tinyImage('x'), undefined));
    expect(error).toMatchObject({
      kind: 'machine',
      code: 'store-refused',
      hint: expect.stringContaining('LAB_STORE'),
    });
    const inside = openStore({ directory: join(path, 'store') });
    expect((await refusal(inside.list())).code).toBe('store-refused');
  });
});
