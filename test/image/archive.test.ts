import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { PackedImage } from '../../grader/image/oci/packed-image.ts';
import { exportImages, importArchive, readArchive, type Store } from '../../grader/image/store/index.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { byDigest, CREATED, lessonGadget, name, reference, refusal, tinyImage } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const execute = promisify(execFile);
const places = sandbox();

async function storeWith(...images: readonly (readonly [PackedImage, string])[]): Promise<Store> {
  const store = places.store();
  for (const [image, text] of images) await store.add(image, name(text));
  return store;
}

describe('an archive', () => {
  test('brings images from one store to another', async () => {
    const image = await lessonGadget();
    const from = await storeWith([image, 'open'], [tinyImage('x'), 'ttl.sh/me/x:1h']);
    const path = places.fresh();
    await exportImages(from, [reference('open'), reference('ttl.sh/me/x:1h')], path);
    const to = places.store();
    expect((await importArchive(to, path)).toSorted()).toEqual([name('open').full, 'ttl.sh/me/x:1h']);
    expect(await to.list()).toEqual(await from.list());
    expect((await to.read(reference('open'))).index).toEqual(image.index);
  });

  test('is the same, byte for byte, from the same images', async () => {
    const paths = [places.fresh(), places.fresh()];
    const images = [[tinyImage('x'), 'x'] as const, [tinyImage('y'), 'y'] as const];
    await exportImages(await storeWith(...images), [reference('x'), reference('y')], paths[0] ?? '');
    await exportImages(
      await storeWith(...images.toReversed()),
      [reference('y'), reference('x')],
      paths[1] ?? '',
    );
    expect(readFileSync(paths[0] ?? '').equals(readFileSync(paths[1] ?? ''))).toBe(true);
  });

  test('is read without a store, with what its images are called', async () => {
    const image = tinyImage('x');
    const path = places.fresh();
    await exportImages(await storeWith([image, 'open']), [reference('open'), byDigest(tinyImage('x'))], path);
    expect(await readArchive(path)).toMatchObject([
      { name: { full: name('open').full }, image: { index: image.index, created: CREATED } },
    ]);
  });

  test('may hold an image without a name', async () => {
    const image = tinyImage('x');
    const store = places.store();
    await store.add(image, undefined);
    const path = places.fresh();
    await exportImages(store, [byDigest(image)], path);
    const to = places.store();
    expect(await importArchive(to, path)).toEqual([]);
    expect(await to.list()).toMatchObject([{ name: undefined, digest: image.index.digest }]);
  });

  test('replaces the file that is there, also behind a link, and leaves nothing beside it', async () => {
    const folder = places.fresh();
    await mkdir(folder);
    const path = join(folder, 'share.oci.tar');
    await writeFile(path, 'old');
    await symlink('share.oci.tar', join(folder, 'link'));
    await exportImages(await storeWith([tinyImage('x'), 'open']), [reference('open')], join(folder, 'link'));
    expect(await readArchive(path)).toHaveLength(1);
    expect(readdirSync(folder).toSorted()).toEqual(['link', 'share.oci.tar']);
  });

  test('is not written over what is no file, nor where there is no folder', async () => {
    const store = await storeWith([tinyImage('x'), 'open']);
    for (const path of ['/dev/null', places.folder, join(places.fresh(), 'x.tar')]) {
      const error = await refusal(exportImages(store, [reference('open')], path));
      expect(error).toMatchObject({ kind: 'request', code: 'archive-unwritable' });
    }
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('is not made of an image that is not there', async () => {
    const path = places.fresh();
    const store = await storeWith([tinyImage('x'), 'open']);
    expect((await refusal(exportImages(store, [reference('other')], path))).code).toBe('image-not-found');
    expect(existsSync(path)).toBe(false);
  });
});

describeWith(requirePrograms('skopeo'), 'skopeo', () => {
  test('reads our archive, and we read its', async () => {
    const image = tinyImage('x');
    const [ours, theirs] = [places.fresh(), places.fresh()];
    await exportImages(await storeWith([image, 'open']), [reference('open')], ours);
    const copy = ['copy', '--all', '--preserve-digests'];
    await execute('skopeo', [
      ...copy,
      `oci-archive:${ours}:${name('open').full}`,
      `oci-archive:${theirs}:ttl.sh/me/x:1h`,
    ]);
    expect(await readArchive(theirs)).toMatchObject([
      { name: { full: 'ttl.sh/me/x:1h' }, image: { index: { digest: image.index.digest } } },
    ]);
  });
});
