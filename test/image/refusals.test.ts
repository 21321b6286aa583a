import { expect, test } from 'vitest';
import { openStore } from '../../grader/image/store/index.ts';
import { pullImage } from '../../grader/image/transfer/pull.ts';
import { pushImage } from '../../grader/image/transfer/push.ts';
import { LabError } from '../../grader/model/error.ts';
import { processesWith } from '../support/places.ts';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { startFakeRegistry, type Tricks } from './fake-registry.ts';
import { type ForgedImage, forge } from './forge.ts';
import { name, refusal, tinyImage, tinyProgram } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();
const IMAGE = forge();
const LAYER =
  [...IMAGE.blobs].find(([, bytes]) => Buffer.from(bytes).equals(tinyProgram('amd64')))?.[0] ?? '';

/** A push and a pull, as they are refused by a registry. */
async function refusals(tricks: Tricks): Promise<readonly LabError[]> {
  const registry = await startFakeRegistry(IMAGE, tricks);
  const target = name(`${registry.address}/me/open:v1`);
  const pushed = await refusal(pushImage({ image: tinyImage('x'), name: target }));
  const pulled = await refusal(pullImage({ name: target }));
  await registry.stop();
  return [pushed, pulled];
}

interface Aborted {
  readonly reason: unknown;
  readonly expected: LabError;
}

/** Starts a transfer and stops it when the registry has been asked for something that it does not answer. */
async function abortAt(
  line: RegExp,
  tricks: Tricks,
  transfer: (address: string, signal: AbortSignal) => Promise<unknown>,
  image: ForgedImage = IMAGE,
): Promise<Aborted> {
  const registry = await startFakeRegistry(image, tricks);
  const stop = new AbortController();
  const expected = new LabError({ kind: 'interrupted', code: 'interrupted', message: 'stopped' });
  const work = refusal(transfer(registry.address, stop.signal));
  await registry.asked(line);
  stop.abort(expected);
  const reason = await work;
  await registry.stop();
  return { reason, expected };
}

async function expectNothingLeft(): Promise<void> {
  expect(places.leftovers()).toEqual([]);
  expect(await processesWith('TMPDIR', process.env.TMPDIR ?? '')).toEqual([]);
}

describeWith(requirePrograms('skopeo'), 'a transfer', () => {
  test('says that the registry is down', async () => {
    const registry = await startFakeRegistry(IMAGE);
    const target = name(`${registry.address}/me/open:v1`);
    await registry.stop();
    const works = [
      () => pullImage({ name: target }),
      () => pushImage({ image: tinyImage('x'), name: target }),
    ];
    for (const work of works) {
      const error = await refusal(work());
      expect(error).toMatchObject({ kind: 'machine', code: 'registry-down' });
      expect(error.message).toContain(registry.address);
      expect(error.hint).toContain('lab registry start');
    }
    await expectNothingLeft();
  });

  test.each([401, 403])('says that the registry denies it (HTTP %i)', async (status) => {
    const answer = { kind: 'status', status } as const;
    for (const error of await refusals({ v2: answer, v1: answer, ...everyBlob(answer) })) {
      expect(error).toMatchObject({ kind: 'machine', code: 'registry-denied' });
      expect(error.hint).toContain('skopeo login');
    }
    await expectNothingLeft();
  });

  test('says that the registry failed', async () => {
    const answer = { kind: 'status', status: 500 } as const;
    for (const error of await refusals({ v1: answer, ...everyBlob(answer) }))
      expect(error).toMatchObject({ kind: 'machine', code: 'transfer-failed' });
    await expectNothingLeft();
  });

  test.each([
    ['the image', /manifests\/v1/, { v1: { kind: 'silent' } }],
    ['a layer', /blobs/, { [LAYER]: { kind: 'silent' } }],
  ] as const)('that pulls and is stopped at %s leaves nothing', async (_, line, tricks) => {
    const store = places.store();
    await store.add(tinyImage('mine'), name('mine'));
    const before = await store.list();
    const { reason, expected } = await abortAt(line, tricks, async (address, signal) => {
      const target = name(`${address}/me/open:v1`);
      await openStore({ directory: store.directory, signal }).add(
        await pullImage({ name: target, signal }),
        target,
      );
    });
    expect(reason).toBe(expected);
    expect(await store.list()).toEqual(before);
    await expectNothingLeft();
  });

  test('that pushes and is stopped leaves nothing', async () => {
    const image = tinyImage('x');
    const silent = { kind: 'silent' } as const;
    const { reason, expected } = await abortAt(
      /blobs/,
      Object.fromEntries([...image.blobs.keys(), 'uploads'].map((part) => [part, silent])),
      (address, signal) => pushImage({ image, name: name(`${address}/me/open:v1`), signal }),
    );
    expect(reason).toBe(expected);
    await expectNothingLeft();
  });

  test('that is stopped before it begins does not begin', async () => {
    const expected = new LabError({ kind: 'interrupted', code: 'interrupted', message: 'stopped' });
    const signal = AbortSignal.abort(expected);
    expect(await refusal(pullImage({ name: name('127.0.0.1:1/x'), signal }))).toBe(expected);
    await expectNothingLeft();
  });
});

/** What a push asks for. */
function everyBlob<T>(trick: T): Readonly<Record<string, T>> {
  return Object.fromEntries([...tinyImage('x').blobs.keys(), 'uploads'].map((part) => [part, trick]));
}

test('without skopeo it is said how to get it', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  try {
    const error = await refusal(pullImage({ name: name('127.0.0.1:1/x') }));
    expect(error).toMatchObject({
      kind: 'machine',
      code: 'no-skopeo',
      hint: expect.stringContaining('apt-get'),
    });
  } finally {
    process.env.PATH = PATH;
  }
  expect(places.leftovers()).toEqual([]);
});
