import { existsSync } from 'node:fs';
import { truncate, writeFile } from 'node:fs/promises';
import { packTar, type TarEntry } from 'modern-tar';
import { describe, expect, test } from 'vitest';
import { importArchive, readArchive } from '../../grader/image/store/index.ts';
import { EMPTY_BLOB } from './bad-forgeries.ts';
import { type ForgedImage, forge } from './forge.ts';
import { refusal, tinyImage } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();

const MARKER = '{"imageLayoutVersion":"1.0.0"}';

function file(path: string, body: string | Uint8Array): TarEntry {
  return { header: { name: path, size: Buffer.byteLength(body), type: 'file' }, body };
}

/** The files of a layout with one image. */
function layoutOf({ index, blobs }: ForgedImage, refName?: string): readonly TarEntry[] {
  const annotations = refName === undefined ? {} : { 'org.opencontainers.image.ref.name': refName };
  return [
    file('oci-layout', MARKER),
    file('index.json', JSON.stringify({ schemaVersion: 2, manifests: [{ ...index, annotations }] })),
    ...[...blobs].map(([digest, bytes]) => file(`blobs/${digest.replace(':', '/')}`, bytes)),
  ];
}

async function archiveOf(entries: readonly TarEntry[]): Promise<string> {
  const path = places.fresh();
  await writeFile(path, await packTar(entries));
  return path;
}

describe('what is refused, with nothing kept', () => {
  const good = layoutOf(forge(), 'ttl.sh/me/x:1h');
  const other = (header: Partial<TarEntry['header']> & { readonly name: string }): TarEntry => ({
    header: { size: 0, ...header },
  });
  const bad: readonly (readonly [what: string, entries: readonly TarEntry[], reason: RegExp])[] = [
    [
      'a name that leads out',
      [file('../../etc/cron.d/x', 'x'), ...good],
      /"\.\.\/\.\.\/etc\/cron\.d\/x" in it leads out/,
    ],
    ['an absolute name', [file('/etc/passwd', 'x'), ...good], /"\/etc\/passwd" in it leads out/],
    ['a way through ..', [file('blobs/../index.json', '{}'), ...good], /leads out/],
    [
      'a symbolic link',
      [other({ name: 'index.json', type: 'symlink', linkname: '/etc/passwd' }), ...good],
      /is a symlink/,
    ],
    ['a hard link', [other({ name: 'x', type: 'link', linkname: 'index.json' }), ...good], /is a link/],
    ['a device', [other({ name: 'x', type: 'block-device' }), ...good], /is a block-device/],
    ['a file that is there twice', [file('./index.json', '{}'), ...good], /"index\.json" more than once/],
    [
      'too many files',
      [...good, ...Array.from({ length: 1024 }, (_, n) => file(`f${n}`, ''))],
      /more than 1024 files/,
    ],
    [
      'a file of 33 MiB',
      [file('x', Buffer.alloc(33 * 1024 ** 2)), ...good],
      /has 33 MiB, and 32 MiB is the most/,
    ],
    ['no layout', [file('hello', 'x')], /not an OCI layout/],
    [
      'another version of layouts',
      [file('oci-layout', '{"imageLayoutVersion":"2.0.0"}'), ...good.slice(1)],
      /not of version 1\.0\.0/,
    ],
    [
      'a list that is not JSON',
      [...good.slice(0, 1), file('index.json', '{'), ...good.slice(2)],
      /index\.json: it is not JSON/,
    ],
    [
      'no image',
      [...good.slice(0, 1), file('index.json', '{"schemaVersion":2,"manifests":[]}')],
      /no gadget image in it/,
    ],
    [
      'a name that is a path',
      layoutOf(forge(), '../../x y'),
      /calls an image "\.\.\/\.\.\/x y", which is no name/,
    ],
  ];

  test.each(bad)('%s', async (_, entries, reason) => {
    const store = places.store();
    const error = await refusal(importArchive(store, await archiveOf(entries)));
    expect(error).toMatchObject({ kind: 'request', code: 'bad-archive' });
    expect(error.message).toMatch(reason);
    expect(existsSync(store.directory)).toBe(false);
    expect(places.leftovers()).toEqual([]);
  });

  test('an image in it that is none, though another one is good', async () => {
    const wrong = forge({ layer: (layer) => ({ ...layer, ...EMPTY_BLOB }) });
    const both = [tinyImage('x'), wrong].map(({ index }) => index);
    const entries = [
      file('oci-layout', MARKER),
      file('index.json', JSON.stringify({ schemaVersion: 2, manifests: both })),
      ...[...tinyImage('x').blobs, ...wrong.blobs]
        .filter(([digest], at, all) => all.findIndex(([first]) => first === digest) === at)
        .map(([digest, bytes]) => file(`blobs/${digest.replace(':', '/')}`, bytes)),
    ];
    const store = places.store();
    const error = await refusal(importArchive(store, await archiveOf(entries)));
    expect(error.message).toMatch(/the eBPF program for amd64 .* is not an ELF object/);
    expect(existsSync(store.directory)).toBe(false);
  });

  test('a tar that is cut off, damaged, no tar, or too large', async () => {
    const whole = await packTar(good);
    const damaged = Uint8Array.from(whole);
    damaged[20] = 0x41;
    for (const bytes of [
      whole.subarray(0, whole.length / 2),
      damaged,
      Buffer.from('hello'),
      Buffer.alloc(0),
    ]) {
      const path = places.fresh();
      await writeFile(path, bytes);
      expect((await refusal(readArchive(path))).code).toBe('bad-archive');
    }
    const large = places.fresh();
    await writeFile(large, whole);
    await truncate(large, 257 * 1024 ** 2);
    expect((await refusal(readArchive(large))).message).toContain('257 MiB, and 256 MiB is the most');
  });

  test('a file that is not there, a folder, a device', async () => {
    expect((await refusal(readArchive(places.fresh()))).code).toBe('no-archive');
    for (const path of [places.folder, '/dev/zero'])
      expect((await refusal(readArchive(path))).code).toBe('bad-archive');
  });
});
