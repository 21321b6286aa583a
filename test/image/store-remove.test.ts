import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packImage } from '../../grader/image/pack.ts';
import { byDigest, CREATED, name, reference, refusal, tinyImage, tinyProgram } from './gadgets.ts';
import { blobsOf, listFile, sandbox } from './sandbox.ts';

const places = sandbox();

/** Two images with one program in common. */
function sharing() {
  const shared = tinyProgram('shared');
  const pack = (own: string) =>
    packImage({
      programs: new Map([
        ['amd64', shared],
        ['arm64', tinyProgram(own)],
      ]),
      module: undefined,
      metadata: undefined,
      created: CREATED,
    });
  return [pack('one'), pack('two')] as const;
}

test('takes away the name only, where the image has another one', async () => {
  const store = places.store();
  const image = tinyImage('x');
  await store.add(image, name('open'));
  await store.tag(reference('open'), name('other'));
  const { digest } = image.index;
  expect(await store.remove(reference('open'))).toEqual({ kind: 'untagged', digest });
  expect(await store.list()).toMatchObject([{ name: { full: name('other').full }, digest }]);
  expect((await store.read(reference('other'))).index.digest).toBe(digest);
});

test('takes the image with its last name, its platforms and all of its blobs', async () => {
  const store = places.store();
  const image = tinyImage('x');
  await store.add(image, name('open'));
  const bytes = [...image.blobs.values()].reduce((sum, blob) => sum + blob.length, 0);
  expect(await store.remove(reference('open'))).toEqual({
    kind: 'deleted',
    digest: image.index.digest,
    bytes,
  });
  expect(listFile(store).manifests).toEqual([]);
  expect(blobsOf(store)).toEqual([]);
});

test('leaves every blob that another image has', async () => {
  const store = places.store();
  const [one, two] = sharing();
  await store.add(one, name('one'));
  await store.add(two, name('two'));
  await store.remove(reference('one'));
  expect((await store.read(reference('two'))).index.digest).toBe(two.index.digest);
  expect(blobsOf(store)).toEqual([...two.blobs.keys()].map((digest) => digest.slice(7)).toSorted());
  // The manifest for amd64 is the same in both, and stays in the list for the one that is left.
  expect(listFile(store).manifests.slice(1)).toEqual(two.manifests);
});

test('takes a nameless image by its digest, and leaves what is named', async () => {
  const store = places.store();
  const [old, renewed] = [tinyImage('old'), tinyImage('new')];
  await store.add(old, name('open'));
  await store.add(renewed, name('open'));
  expect(await store.remove(byDigest(old))).toMatchObject({ kind: 'deleted' });
  expect(await store.list()).toHaveLength(1);
  expect((await store.read(reference('open'))).index.digest).toBe(renewed.index.digest);
});

test('takes an image by its digest with all of its names', async () => {
  const store = places.store();
  const image = tinyImage('x');
  await store.add(image, name('open'));
  await store.add(image, name('other'));
  expect(await store.remove(byDigest(image))).toMatchObject({ kind: 'deleted' });
  expect(await store.list()).toEqual([]);
});

describe('what is not an image', () => {
  test('is not removed: neither a platform of one, nor an image that is called otherwise', async () => {
    const store = places.store();
    const image = tinyImage('x');
    await store.add(image, name('open'));
    const platform = image.manifests[0]?.digest ?? '';
    for (const text of [platform, `ttl.sh/other@${image.index.digest}`, 'ttl.sh/open'])
      expect((await refusal(store.remove(reference(text)))).code).toBe('image-not-found');
    expect(await store.list()).toHaveLength(1);
  });

  test('is left alone in the folder of the blobs', async () => {
    const store = places.store();
    await store.add(tinyImage('x'), name('open'));
    await writeFile(join(store.directory, 'blobs/sha256/notes.txt'), 'mine');
    await store.remove(reference('open'));
    expect(blobsOf(store)).toEqual(['notes.txt']);
  });
});

test('garbage that a killed writer left goes with the next removal', async () => {
  const store = places.store();
  await store.add(tinyImage('x'), name('open'));
  const garbage = join(store.directory, 'blobs/sha256', 'ab'.repeat(32));
  await writeFile(garbage, 'half an image');
  await chmod(garbage, 0o444);
  await store.remove(reference('open'));
  expect(await readdir(join(store.directory, 'blobs/sha256'))).toEqual([]);
});
