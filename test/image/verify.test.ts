import { describe, expect, test } from 'vitest';
import { NO_METADATA } from '../../grader/gadget/metadata/metadata.ts';
import { packImage } from '../../grader/image/pack.ts';
import { readGadgetImage } from '../../grader/image/verify/index.ts';
import { badForgeries, EMPTY_BLOB } from './bad-forgeries.ts';
import { type ForgedImage, forge } from './forge.ts';
import { CREATED, lessonGadget, refusal, tinyProgram } from './gadgets.ts';

const MODULE = Buffer.from('0061736d01000000', 'hex');
const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

function read({ index, blobs }: ForgedImage) {
  return readGadgetImage(index, async ({ digest }) => blobs.get(digest));
}

describe('a gadget image', () => {
  test('is read with everything in it', async () => {
    const image = await lessonGadget();
    const read = await readGadgetImage(image.index, async ({ digest }) => image.blobs.get(digest));
    expect(read).toMatchObject({ index: image.index, manifests: image.manifests, created: CREATED });
    expect([...read.blobs.keys()].toSorted()).toEqual([...image.blobs.keys()].toSorted());
    expect(read.platforms).toMatchObject([
      { architecture: 'amd64', digest: image.manifests[0]?.digest, module: undefined, metadata: undefined },
      { architecture: 'arm64', digest: image.manifests[1]?.digest },
    ]);
    expect(read.platforms.map(({ program }) => Buffer.from(program ?? []).toString('latin1', 0, 4))).toEqual(
      Array(2).fill('\x7fELF'),
    );
  });

  test('may have a module and gadget.yaml', async () => {
    const bytes = Buffer.from('name: ä\n');
    const said = { ...NO_METADATA, name: 'ä' };
    const image = packImage({
      programs: new Map([['amd64', tinyProgram('x')]]),
      module: MODULE,
      metadata: { bytes, said },
      created: CREATED,
    });
    const [platform] = (await readGadgetImage(image.index, async ({ digest }) => image.blobs.get(digest)))
      .platforms;
    expect(platform).toMatchObject({ module: MODULE, metadata: 'name: ä\n' });
  });

  test('may have members and layers that are not known here', async () => {
    const extra = { mediaType: 'application/x-other', digest: '', size: 0 };
    const forged = forge({
      manifest: (manifest) => ({ ...manifest, other: { a: 1 }, mediaType: MANIFEST }),
      index: (index) => ({ ...index, subject: null }),
      extraLayers: [{ ...extra, ...EMPTY_BLOB, urls: [] }],
    });
    expect((await read(forged)).platforms).toHaveLength(2);
  });

  test('asks for each blob once', async () => {
    const asked: string[] = [];
    const { index, blobs } = forge();
    await readGadgetImage(index, async ({ digest }) => {
      asked.push(digest);
      return blobs.get(digest);
    });
    expect(asked.toSorted()).toEqual([...blobs.keys()].toSorted());
  });
});

describe('what is refused as badly formed', () => {
  test.each(badForgeries)('%s', async (_, forgery, reason) => {
    const error = await refusal(read(forge(forgery)));
    expect(error).toMatchObject({ kind: 'request', code: 'bad-image' });
    expect(error.message).toMatch(reason);
    expect(error.message).toMatch(/^[ -~…]+\.$/);
  });

  test('a blob that is missing', async () => {
    const { index, blobs } = forge();
    for (const gone of blobs.keys()) {
      const error = await refusal(
        read({ index, blobs: new Map([...blobs].filter(([digest]) => digest !== gone)) }),
      );
      expect(error).toMatchObject({ code: 'bad-image' });
      expect(error.message).toContain(`(${gone.slice(0, 19)}…) is missing`);
    }
  });
});

describe('what is not what its digest promises', () => {
  test('is refused, whichever blob it is', async () => {
    const { index, blobs } = forge();
    for (const [digest, bytes] of blobs) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
      for (const other of [changed, Buffer.concat([bytes, changed]), bytes.subarray(1)]) {
        const error = await refusal(read({ index, blobs: new Map([...blobs, [digest, other]]) }));
        expect(error).toMatchObject({ kind: 'machine', code: 'digest-mismatch' });
        expect(error.message).toContain(digest.slice(0, 19));
      }
    }
  });

  test('is not fetched where its size is beyond the limits', async () => {
    const asked: string[] = [];
    const { index, blobs } = forge({ layer: (layer) => ({ ...layer, size: 5 * 1024 ** 3 }) });
    await refusal(
      readGadgetImage(index, async ({ digest, mediaType }) => {
        asked.push(mediaType);
        return blobs.get(digest);
      }),
    );
    expect(asked).toEqual([INDEX, MANIFEST]);
  });
});
