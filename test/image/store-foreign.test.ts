import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { openStore, type Store } from '../../grader/image/store/index.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { CREATED, name, reference, refusal, tinyImage } from './gadgets.ts';
import { blobsOf, listFile, sandbox } from './sandbox.ts';

const execute = promisify(execFile);
const places = sandbox();

const INDEX = 'application/vnd.oci.image.index.v1+json';
const REF_NAME = 'org.opencontainers.image.ref.name';

/** A store whose index.json somebody else wrote; the blobs are those of an image. */
async function storeWith(manifests: unknown, text = 'x'): Promise<Store> {
  const store = places.store();
  await store.add(tinyImage(text), undefined);
  await writeFile(
    join(store.directory, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests, annotations: { theirs: 'stays' } }),
  );
  return store;
}

/** A descriptor as it comes from a registry: without annotations. */
function plain(text = 'x') {
  const { mediaType, digest, size } = tinyImage(text).index;
  return { mediaType, digest, size };
}

describe('a store of ig', () => {
  test('without images has null for their list', async () => {
    const store = await storeWith(null);
    expect(await store.list()).toEqual([]);
    await store.add(tinyImage('y'), name('open'));
    expect(await store.list()).toHaveLength(1);
    expect(listFile(store).annotations).toEqual({ theirs: 'stays' });
  });

  test('has pulled images whose line does not say when they were created: the image does', async () => {
    const store = await storeWith([{ ...plain(), annotations: { [REF_NAME]: name('open').full } }]);
    expect(await store.list()).toMatchObject([{ name: { full: name('open').full }, created: CREATED }]);
  });

  test('has signatures, which are no images and stay', async () => {
    const signature = { ...plain(), annotations: { [REF_NAME]: `sha256-${'a'.repeat(64)}` } };
    const store = await storeWith([signature]);
    expect(await store.list()).toEqual([]);
    await store.add(tinyImage('y'), name('open'));
    await store.remove(reference('open'));
    expect(listFile(store).manifests).toEqual([signature]);
    expect(blobsOf(store)).toHaveLength(tinyImage('x').blobs.size);
  });

  test('has members in its lines that are not known here: they stay', async () => {
    const line = {
      ...plain(),
      artifactType: 'a/b',
      urls: ['x'],
      annotations: { [REF_NAME]: name('open').full },
    };
    const store = await storeWith([line]);
    await store.tag(reference('open'), name('other'));
    expect(listFile(store).manifests[0]).toEqual(line);
    expect(listFile(store).manifests[1]).toMatchObject({ artifactType: 'a/b', urls: ['x'] });
  });
});

test('a line that is no index is not listed as an image, and is refused as one', async () => {
  const [manifest] = tinyImage('x').manifests;
  const store = await storeWith([{ ...manifest, annotations: { [REF_NAME]: name('open').full } }]);
  expect(await store.list()).toEqual([]);
  const error = await refusal(store.read(reference('open')));
  expect(error).toMatchObject({ kind: 'request', code: 'bad-image' });
  expect(error.message).toMatch(/open:latest is refused: it is not a gadget image: it is a single manifest/);
});

test('a line whose name is not complete means what it means on a command line', async () => {
  const store = await storeWith([{ ...plain(), annotations: { [REF_NAME]: 'open' } }]);
  expect(await store.list()).toMatchObject([{ name: { full: name('open').full } }]);
  expect((await store.read(reference('open'))).index.digest).toBe(plain().digest);
});

describeWith(requirePrograms('skopeo'), 'skopeo', () => {
  const copy = (from: string, to: string): Promise<unknown> =>
    execute('skopeo', ['copy', '--all', '--preserve-digests', `oci:${from}`, `oci:${to}`]);

  test('writes layouts that are read as stores, and extended', async () => {
    const ours = places.store();
    const image = tinyImage('x');
    await ours.add(image, name('ttl.sh/me/open:1h'));
    const theirs = places.fresh();
    await copy(`${ours.directory}:ttl.sh/me/open:1h`, `${theirs}:ttl.sh/me/open:1h`);
    const store = openStore({ directory: theirs });
    expect(await store.list()).toMatchObject([{ name: { full: 'ttl.sh/me/open:1h' }, created: CREATED }]);
    expect((await store.read(reference('ttl.sh/me/open:1h'))).index.digest).toBe(image.index.digest);
    await store.add(tinyImage('y'), name('open'));
    expect(await store.list()).toHaveLength(2);
    await store.remove(reference('ttl.sh/me/open:1h'));
    expect(await readdir(join(theirs, 'blobs/sha256'))).toHaveLength(tinyImage('y').blobs.size);
  });

  test('reads our store, and keeps the digest', async () => {
    const ours = places.store();
    const image = tinyImage('x');
    await ours.add(image, name('open'));
    const theirs = places.fresh();
    await mkdir(theirs);
    await copy(`${ours.directory}:${name('open').full}`, `${theirs}:copy`);
    const { manifests } = JSON.parse(await readFile(join(theirs, 'index.json'), 'utf8'));
    expect(manifests).toMatchObject([{ digest: image.index.digest }]);
  });
});
