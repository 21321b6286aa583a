import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../grader/image/oci/digest.ts';
import type { PackedImage } from '../../grader/image/oci/packed-image.ts';
import { openStore } from '../../grader/image/store/index.ts';
import { byDigest, CREATED, lessonGadget, name, reference, refusal, tinyImage } from './gadgets.ts';
import { blobsOf, listFile, sandbox } from './sandbox.ts';

const places = sandbox();

function contentOf({ blobs }: PackedImage): readonly string[] {
  return [...blobs].map(([digest, bytes]) => `${digest} ${digestOf(bytes)}`).toSorted();
}

describe('where it is', () => {
  test('LAB_STORE says it, else the XDG data folder', () => {
    expect(openStore().directory).toBe(process.env.LAB_STORE);
    const { LAB_STORE, HOME, XDG_DATA_HOME } = process.env;
    try {
      delete process.env.LAB_STORE;
      process.env.XDG_DATA_HOME = '/data';
      expect(openStore().directory).toBe('/data/gadget-lab/oci-store');
      process.env.XDG_DATA_HOME = 'relative';
      process.env.HOME = '/nowhere/me';
      expect(openStore().directory).toBe('/nowhere/me/.local/share/gadget-lab/oci-store');
    } finally {
      Object.assign(process.env, { LAB_STORE, HOME });
      if (XDG_DATA_HOME === undefined) delete process.env.XDG_DATA_HOME;
      else process.env.XDG_DATA_HOME = XDG_DATA_HOME;
    }
  });

  test('a store that is not there is empty, and reading does not make it', async () => {
    const store = places.store();
    expect(await store.list()).toEqual([]);
    expect((await refusal(store.read(reference('open')))).code).toBe('image-not-found');
    expect((await refusal(store.remove(reference('open')))).code).toBe('image-not-found');
    expect((await refusal(store.tag(reference('open'), name('x')))).code).toBe('image-not-found');
    expect(existsSync(store.directory)).toBe(false);
  });
});

describe('an image that is added', () => {
  test('is listed, and comes back whole', async () => {
    const store = places.store();
    const image = await lessonGadget();
    await store.add(image, name('open'));
    expect(await store.list()).toEqual([
      { name: name('open'), digest: image.index.digest, created: CREATED },
    ]);
    const read = await store.read(reference('open'));
    expect(read).toMatchObject({ index: image.index, manifests: image.manifests, created: CREATED });
    expect(contentOf(read)).toEqual(contentOf(image));
    expect(read.platforms.map(({ architecture }) => architecture)).toEqual(['amd64', 'arm64']);
  });

  test('is found by its digest too, alone or behind a name', async () => {
    const store = places.store();
    const image = tinyImage('x');
    await store.add(image, name('open'));
    const { digest } = image.index;
    for (const text of [digest, `open@${digest}`, `ttl.sh/other@${digest}`])
      expect((await store.read(reference(text))).index.digest).toBe(digest);
  });

  test('lies there as ig lays it: an OCI layout with read-only blobs and the platforms in the list', async () => {
    const store = places.store();
    const image = await lessonGadget();
    await store.add(image, name('open'));
    expect(readFileSync(join(store.directory, 'oci-layout'), 'utf8')).toBe('{"imageLayoutVersion":"1.0.0"}');
    expect(blobsOf(store)).toEqual([...image.blobs.keys()].map((digest) => digest.slice(7)).toSorted());
    for (const blob of blobsOf(store))
      expect(statSync(join(store.directory, 'blobs/sha256', blob)).mode & 0o777).toBe(0o444);
    const { index, manifests } = image;
    const refName = { 'org.opencontainers.image.ref.name': name('open').full };
    expect(listFile(store)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...index, annotations: { ...index.annotations, ...refName } }, ...manifests],
    });
    expect(readdirSync(join(store.directory, 'ingest'))).toEqual([]);
  });

  test('added twice is there once', async () => {
    const store = places.store();
    await store.add(tinyImage('x'), name('open'));
    const before = listFile(store);
    await store.add(tinyImage('x'), name('open'));
    expect(listFile(store)).toEqual(before);
  });

  test('without a name is listed after those with one', async () => {
    const store = places.store();
    for (const text of ['ttl.sh/z', 'open', 'open:v1', 'a/b']) await store.add(tinyImage(text), name(text));
    await store.add(tinyImage('nameless'), undefined);
    expect((await store.list()).map((image) => image.name?.full ?? image.digest)).toEqual([
      'ghcr.io/a/b:latest',
      'ghcr.io/inspektor-gadget/gadget/open:latest',
      'ghcr.io/inspektor-gadget/gadget/open:v1',
      'ttl.sh/z:latest',
      tinyImage('nameless').index.digest,
    ]);
  });

  test('takes a name from the one that had it, which stays without', async () => {
    const store = places.store();
    const [old, renewed] = [tinyImage('old'), tinyImage('new')];
    await store.add(old, name('open'));
    await store.add(renewed, name('open'));
    expect(await store.list()).toMatchObject([
      { name: { full: name('open').full }, digest: renewed.index.digest },
      { name: undefined, digest: old.index.digest },
    ]);
    expect((await store.read(byDigest(old))).index.digest).toBe(old.index.digest);
  });

  test('mends a blob that was damaged', async () => {
    const store = places.store();
    await store.add(tinyImage('x'), name('open'));
    const [blob = ''] = blobsOf(store);
    const path = join(store.directory, 'blobs/sha256', blob);
    const bytes = readFileSync(path);
    await chmod(path, 0o644);
    await writeFile(path, Buffer.alloc(bytes.length));
    expect((await refusal(store.read(reference('open')))).code).toBe('digest-mismatch');
    await store.add(tinyImage('x'), name('open'));
    expect(readFileSync(path)).toEqual(bytes);
  });
});

describe('tag', () => {
  test('gives one more name, and says the digest', async () => {
    const store = places.store();
    const image = tinyImage('x');
    await store.add(image, undefined);
    expect(await store.tag(byDigest(image), name('open'))).toBe(image.index.digest);
    expect(await store.tag(reference('open'), name('ttl.sh/me/open:1h'))).toBe(image.index.digest);
    expect((await store.list()).map((stored) => stored.name?.full)).toEqual([
      name('open').full,
      'ttl.sh/me/open:1h',
    ]);
  });

  test('refuses a digest as a name', async () => {
    const store = places.store();
    const image = tinyImage('x');
    await store.add(image, name('open'));
    const target = name(`open@${image.index.digest}`);
    expect((await refusal(store.tag(reference('open'), target))).code).toBe('bad-image-name');
  });
});

test('what is nearly the name is proposed', async () => {
  const store = places.store();
  await store.add(tinyImage('x'), name('127.0.0.1:5000/me/mygadget:v1'));
  const error = await refusal(store.read(reference('mygadgte:v1')));
  expect(error).toMatchObject({ kind: 'request', code: 'image-not-found' });
  expect(error.hint).toContain('127.0.0.1:5000/me/mygadget:v1');
  expect((await refusal(store.read(reference('zzz')))).hint).not.toContain('mygadget');
});

test('a store behind a link is the same store', async () => {
  const store = places.store();
  await mkdir(store.directory);
  const link = places.fresh();
  await symlink(store.directory, link);
  await openStore({ directory: link }).add(tinyImage('x'), name('open'));
  expect(await store.list()).toHaveLength(1);
});
