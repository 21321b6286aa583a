import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRegistry, stopRegistry } from '../../grader/image/registry/index.ts';
import { pullImage, registryDigest } from '../../grader/image/transfer/pull.ts';
import { pushImage } from '../../grader/image/transfer/push.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { lessonGadget, name, refusal, tinyImage } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const execute = promisify(execFile);
const places = sandbox();

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

describeWith(requirePrograms('skopeo', 'docker-registry'), 'a real registry', () => {
  let address = '';
  beforeAll(async () => {
    address = (await startRegistry()).registry.address;
  });
  afterAll(async () => void (await stopRegistry()));

  test('gets the lesson’s gadget, and gives it back as it was', async () => {
    const image = await lessonGadget();
    const target = name(`${address}/me/mygadget:v1`);
    expect(await pushImage({ image, name: target })).toBe(image.index.digest);
    const stages: string[] = [];
    const pulled = await pullImage({ name: target, onStage: (stage) => void stages.push(stage) });
    expect(pulled).toMatchObject({ index: image.index, manifests: image.manifests });
    expect([...pulled.blobs.keys()].toSorted()).toEqual([...image.blobs.keys()].toSorted());
    expect(stages).toEqual(['asking the registry', expect.stringMatching(/^fetching \d+/), 'verifying']);
    expect(places.leftovers()).toEqual([]);
  });

  test('has it by the digest that push, the store and the registry say', async () => {
    const image = await lessonGadget();
    const target = name(`${address}/me/digests:v1`);
    const pushed = await pushImage({ image, name: target });
    const url = `http://${address}/v2/me/digests/manifests/v1`;
    const head = await fetch(url, { method: 'HEAD', headers: { accept: INDEX } });
    expect(head.headers.get('docker-content-digest')).toBe(pushed);
    expect(head.headers.get('content-type')).toBe(INDEX);
    expect(await registryDigest({ name: target })).toBe(pushed);
    expect((await pullImage({ name: name(`${address}/me/digests@${pushed}`) })).index.digest).toBe(pushed);
  });

  test('has the media types of a gadget, for everybody', async () => {
    const image = await lessonGadget();
    const target = name(`${address}/me/types:v1`);
    await pushImage({ image, name: target });
    const inspect = async (reference: string) => {
      const args = ['inspect', '--raw', '--tls-verify=false', `docker://${address}/me/types${reference}`];
      return JSON.parse((await execute('skopeo', args)).stdout);
    };
    const index = await inspect(':v1');
    expect(index).toMatchObject({
      mediaType: INDEX,
      manifests: [
        { mediaType: MANIFEST, platform: { architecture: 'amd64', os: 'linux' } },
        { mediaType: MANIFEST, platform: { architecture: 'arm64', os: 'linux' } },
      ],
    });
    expect(await inspect(`@${index.manifests[0].digest}`)).toMatchObject({
      artifactType: 'application/vnd.gadget.v1+binary',
      config: { mediaType: 'application/vnd.oci.empty.v1+json' },
      layers: [{ mediaType: 'application/vnd.gadget.ebpf.program.v1+binary' }],
    });
  });

  test('takes the same image twice, and nothing changes', async () => {
    const image = tinyImage('twice');
    const target = name(`${address}/me/twice:v1`);
    const first = await pushImage({ image, name: target });
    expect(await pushImage({ image, name: target })).toBe(first);
    expect(await registryDigest({ name: target })).toBe(first);
    const { tags } = (await (await fetch(`http://${address}/v2/me/twice/tags/list`)).json()) as {
      tags: string[];
    };
    expect(tags).toEqual(['v1']);
  });

  test('gives a name to another image when that is pushed', async () => {
    const target = name(`${address}/me/moved`);
    await pushImage({ image: tinyImage('old'), name: target });
    await pushImage({ image: tinyImage('new'), name: target });
    expect((await pullImage({ name: target })).index.digest).toBe(tinyImage('new').index.digest);
  });

  test('says that it has no such image', async () => {
    await pushImage({ image: tinyImage('x'), name: name(`${address}/me/there:v1`) });
    for (const text of ['me/nothing', 'me/there:v2', `me/there@sha256:${'0'.repeat(64)}`]) {
      const target = name(`${address}/${text}`);
      for (const work of [pullImage, registryDigest]) {
        const error = await refusal(work({ name: target }));
        expect(error).toMatchObject({ kind: 'request', code: 'image-not-found' });
        expect(error.message).toContain(target.full);
      }
    }
  });

  test('may have an image that is no gadget', async () => {
    const folder = places.fresh();
    await execute('sh', ['-c', CONTAINER, folder]);
    const target = `docker://${address}/me/container:v1`;
    await execute('skopeo', ['copy', '--dest-tls-verify=false', `oci:${folder}:x`, target]);
    const error = await refusal(pullImage({ name: name(`${address}/me/container:v1`) }));
    expect(error).toMatchObject({ kind: 'request', code: 'bad-image' });
    expect(error.message).toMatch(/is refused: it is not a gadget image/);
    expect(await registryDigest({ name: name(`${address}/me/container:v1`) })).toMatch(/^sha256:/);
  });
});

/** An OCI layout with an empty container image in the folder `$0`. */
const CONTAINER = `
set -e; mkdir -p "$0/blobs/sha256"; cd "$0"
put() { d=$(sha256sum < "$1" | cut -d' ' -f1); mv "$1" "blobs/sha256/$d"; }
printf '{"imageLayoutVersion":"1.0.0"}' > oci-layout
printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}' > c; s=$(wc -c < c); put c
printf '{"schemaVersion":2,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[]}' $d $s > m; s=$(wc -c < m); put m
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"x"}}]}' $d $s > index.json
`;
