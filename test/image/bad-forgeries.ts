import type { Forgery } from './forge.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const PROGRAM = 'application/vnd.gadget.ebpf.program.v1+binary';

/** The blob that every image without gadget.yaml has: `{}`. */
export const EMPTY_BLOB = {
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
};

/** One mistake each, and the reason that must be given. All digests hold. */
export const badForgeries: readonly (readonly [what: string, forgery: Forgery, reason: RegExp])[] = [
  [
    'a single manifest',
    { top: (index) => ({ ...index, mediaType: MANIFEST }) },
    /not a gadget image: it is a single manifest/,
  ],
  [
    'a container image of docker',
    {
      top: (index) => ({ ...index, mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' }),
    },
    /not a gadget image: it is a container image/,
  ],
  [
    'a container image of OCI',
    {
      manifest: ({ artifactType: _, ...rest }) => rest,
      config: (config) => ({ ...config, mediaType: 'application/vnd.oci.image.config.v1+json' }),
    },
    /not a gadget image: it is a container image/,
  ],
  [
    'another artifact',
    { manifest: (manifest) => ({ ...manifest, artifactType: 'application/x-chart' }) },
    /artifact type is "application\/x-chart"/,
  ],
  [
    'an index that is not JSON',
    { index: () => 'hello' },
    /^The index \(sha256:\w{12}…\) is not well-formed: it is not JSON/,
  ],
  [
    'a manifest that is not JSON',
    { manifest: () => '\ufffe{' },
    /^The manifest for amd64 .* is not well-formed: it is not JSON/,
  ],
  ['an index of version 1', { index: (index) => ({ ...index, schemaVersion: 1 }) }, /schemaVersion is not 2/],
  ['an index without manifests', { index: (index) => ({ ...index, manifests: null }) }, /lists no manifest/],
  [
    'manifests that are no list',
    { index: (index) => ({ ...index, manifests: {} }) },
    /"manifests" is no list/,
  ],
  [
    'annotations that are no texts',
    { index: (index) => ({ ...index, annotations: { a: 1 } }) },
    /annotations are not texts/,
  ],
  [
    'an index that lists an index',
    { entry: (entry) => ({ ...entry, mediaType: INDEX }) },
    /lists another index/,
  ],
  [
    'an entry of a wrong type',
    { entry: (entry) => ({ ...entry, mediaType: 'text/\u001b[2J' }) },
    /"text\/\\u001b\[2J", which is no manifest/,
  ],
  [
    'two manifests for one architecture',
    { entry: (entry) => ({ ...entry, platform: { architecture: 'amd64', os: 'linux' } }) },
    /more than one manifest for amd64/,
  ],
  [
    'another system',
    { entry: (entry) => ({ ...entry, platform: { architecture: 'amd64', os: 'windows' } }) },
    /"windows", and gadgets are for linux/,
  ],
  ['no architecture', { entry: ({ platform: _, ...entry }) => entry }, /does not say for which architecture/],
  [
    'an odd architecture',
    { entry: (entry) => ({ ...entry, platform: { architecture: '../x', os: 'linux' } }) },
    /"\.\.\/x", which is no architecture/,
  ],
  [
    'too many manifests',
    { index: (index) => ({ ...index, manifests: Array(9).fill((index.manifests as unknown[])[0]) }) },
    /lists 9 manifests/,
  ],
  [
    'a digest that is a path',
    { entry: (entry) => ({ ...entry, digest: 'sha256:../../../etc/passwd' }) },
    /digest in manifests\[0\] is not sha256/,
  ],
  [
    'a size that is none',
    { layer: (layer) => ({ ...layer, size: -1 }) },
    /size in layers\[0\] is no number of bytes/,
  ],
  [
    'an index of 2 MiB',
    { top: (index) => ({ ...index, size: 2 * 1024 ** 2 }) },
    /would have 2097152 bytes, and 1 MiB is the most/,
  ],
  [
    'a manifest of 2 MiB',
    { entry: (entry) => ({ ...entry, size: 2 * 1024 ** 2 }) },
    /manifest for amd64 .* 1 MiB is the most/,
  ],
  [
    'a layer of 5 GB',
    { layer: (layer) => ({ ...layer, size: 5 * 1024 ** 3 }) },
    /eBPF program for amd64 .* would have 5368709120 bytes, and 32 MiB/,
  ],
  [
    'more than 96 MiB in all',
    {
      extraLayers: [1, 2, 3].map((n) => ({
        mediaType: 'application/x-other',
        digest: `sha256:${String(n).repeat(64)}`,
        size: 32 * 1024 ** 2,
      })),
    },
    /would have 97 MiB in all, and 96 MiB is the most/,
  ],
  [
    'too many layers',
    { extraLayers: Array(8).fill({ mediaType: 'application/x-other', ...EMPTY_BLOB }) },
    /lists 9 layers/,
  ],
  [
    'a program of a wrong media type',
    { layer: (layer) => ({ ...layer, mediaType: 'application/octet-stream' }) },
    /neither an eBPF program nor a WASM module, but something of the type "application\/octet-stream"/,
  ],
  ['two programs', { extraLayers: [{ mediaType: PROGRAM, ...EMPTY_BLOB }] }, /more than one eBPF program/],
  [
    'a config of another type',
    { config: (config) => ({ ...config, mediaType: 'application/json' }) },
    /config of the type "application\/json"/,
  ],
  [
    'an empty config that is not empty',
    { config: (config) => ({ ...config, data: 'e30x' }) },
    /differs from the copy in its descriptor's member "data"/,
  ],
  [
    'an ELF object of the machine',
    { program: elf({ machine: 62 }) },
    /eBPF program for amd64 .* is an ELF object of machine 62, not of eBPF/,
  ],
  ['an ELF object of 32 bits', { program: elf({ bits: 1 }) }, /not a little-endian one of 64 bits/],
  ['a big-endian ELF object', { program: elf({ order: 2 }) }, /not a little-endian one of 64 bits/],
  [
    'a program that is a script',
    { program: Buffer.from('#!/bin/sh\nrm -rf /\n'.padEnd(80)) },
    /is not an ELF object/,
  ],
  [
    'a module that is none',
    { extraLayers: [{ mediaType: 'application/vnd.gadget.wasm.program.v1+binary', ...EMPTY_BLOB }] },
    /WASM module for amd64 .* is not a WASM module of version 1/,
  ],
];

function elf({ machine = 247, bits = 2, order = 1 }): Buffer {
  const header = Buffer.alloc(64);
  header.write('7f454c46', 'hex');
  header.writeUInt8(bits, 4);
  header.writeUInt8(order, 5);
  header.writeUInt16LE(machine, 18);
  return header;
}
