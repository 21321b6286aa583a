import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../../grader/image/store/index.ts';
import { pullImage } from '../../grader/image/transfer/pull.ts';
import type { LabError } from '../../grader/model/error.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { badForgeries } from './bad-forgeries.ts';
import { startFakeRegistry, type Tricks } from './fake-registry.ts';
import { type ForgedImage, forge } from './forge.ts';
import { name, refusal, tinyProgram } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();

const GOOD = forge();
const INDEX = GOOD.index.digest;
const MANIFEST = digestWith('"artifactType"');
const LAYER = digestWith(tinyProgram('amd64'));

/** The digest of the first blob of a good image with this in it. */
function digestWith(content: string | Uint8Array): string {
  return [...GOOD.blobs].find(([, bytes]) => Buffer.from(bytes).includes(Buffer.from(content)))?.[0] ?? '';
}

interface Attempt {
  readonly error: LabError;
  /** What was asked for of layers and configs. */
  readonly blobs: readonly string[];
}

/** Pulls from a registry that is not to be trusted into the user's store; nothing may stay, and the reason is named. */
async function attempt(image: ForgedImage, tricks: Tricks = {}, suffix = ':v1'): Promise<Attempt> {
  const registry = await startFakeRegistry(image, tricks);
  const target = name(`${registry.address}/me/open${suffix}`);
  try {
    const error = await refusal(
      pullImage({ name: target }).then((pulled) => openStore().add(pulled, target)),
    );
    expect(error.message).toContain(target.full);
    expect(places.leftovers()).toEqual([]);
    expect(existsSync(openStore().directory)).toBe(false);
    return { error, blobs: registry.requests.filter((line) => line.includes('/blobs/')) };
  } finally {
    await registry.stop();
  }
}

describeWith(requirePrograms('skopeo'), 'a registry that is not to be trusted', () => {
  test('can serve a good image', async () => {
    const registry = await startFakeRegistry(GOOD);
    const pulled = await pullImage({ name: name(`${registry.address}/me/open:v1`) });
    await registry.stop();
    expect(pulled.index.digest).toBe(INDEX);
  });

  const beforeBlobs = badForgeries.filter(
    ([, { top, program, extraLayers }]) => !top && !program && !extraLayers,
  );
  test.each(beforeBlobs)('cannot bring in %s, and is asked for no layer', async (_, forgery, reason) => {
    const { error, blobs } = await attempt(forge(forgery));
    expect(error).toMatchObject({ kind: 'request', code: 'bad-image' });
    expect(error.message.replace(/^.* is refused: t/, 'T')).toMatch(reason);
    expect(blobs).toEqual([]);
  });

  test.each([
    ['a program for the machine', Buffer.concat([Buffer.from('7f454c460201', 'hex'), Buffer.alloc(80)])],
    ['a script', Buffer.from('#!/bin/sh'.padEnd(80))],
  ])('cannot bring in %s as a gadget’s program', async (_, program) => {
    const { error } = await attempt(forge({ program }));
    expect(error.code).toBe('bad-image');
    expect(error.message).toMatch(/the eBPF program for amd64 \(sha256:\w{12}…\) is (not )?an ELF object/);
  });

  test('cannot bring in a layer with other content', async () => {
    const bytes = tinyProgram('AMD64');
    const { error } = await attempt(GOOD, { [LAYER]: { kind: 'other', bytes } });
    expect(error).toMatchObject({ kind: 'machine', code: 'digest-mismatch' });
  });

  test('cannot bring in a layer of another size than it says', async () => {
    const { error } = await attempt(
      forge({ layer: (layer) => ({ ...layer, size: Number(layer.size) + 1 }) }),
    );
    expect(error.code).toBe('digest-mismatch');
  });

  test('cannot send another manifest than the index names, nor the index in its place', async () => {
    for (const bytes of [Buffer.from('{}'), GOOD.blobs.get(INDEX) ?? Buffer.alloc(0)]) {
      const { error, blobs } = await attempt(GOOD, { [MANIFEST]: { kind: 'other', bytes } });
      expect(error).toMatchObject({ kind: 'machine', code: 'digest-mismatch' });
      expect(blobs).toEqual([]);
    }
  });

  test('cannot send another image than the digest in its name', async () => {
    const bytes = forge({ program: tinyProgram('other') }).blobs.get(MANIFEST) ?? Buffer.from('{}');
    const { error } = await attempt(GOOD, { [INDEX]: { kind: 'other', bytes } }, `@${INDEX}`);
    expect(error).toMatchObject({ kind: 'machine', code: 'digest-mismatch' });
  });

  test('lacks a part of the image', async () => {
    for (const part of [MANIFEST, LAYER]) {
      const { error } = await attempt(GOOD, { [part]: { kind: 'missing' } });
      expect(error).toMatchObject({ kind: 'request', code: 'bad-image' });
      expect(error.message).toMatch(/is missing/);
    }
  });

  test.each([
    ['an index', 'v1'],
    ['a manifest', MANIFEST],
    ['a layer', LAYER],
  ])('fills no disk with %s that has no end', async (_, part) => {
    const { error } = await attempt(GOOD, { [part]: { kind: 'endless' } });
    expect(error.code).toBe('bad-image');
    expect(error.message).toMatch(/sends more bytes than gadgets have/);
  });
});
