import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openStore, type Store } from '../../grader/image/store/index.ts';
import { LabError } from '../../grader/model/error.ts';
import { startTime } from '../../grader/process/start-time.ts';
import { name, reference, refusal, tinyImage } from './gadgets.ts';
import { sandbox } from './sandbox.ts';

const places = sandbox();
const ROUNDS = 20;

function startWriter({ directory }: Store, word: string, rounds: number): ChildProcess {
  const script = join(import.meta.dirname, 'store-writer.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, directory, word, String(rounds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Everything that is listed can be read whole, and every file of the store belongs to something. */
async function expectSound(store: Store): Promise<void> {
  const known = new Set<string>();
  for (const { digest } of await store.list())
    for (const blob of (await store.read({ kind: 'digest', digest })).blobs.keys()) known.add(blob.slice(7));
  for (const blob of known) expect(readdirSync(join(store.directory, 'blobs/sha256'))).toContain(blob);
}

test('two processes change it at once, and nothing of either is lost', async () => {
  const store = places.store();
  const writers = ['one', 'two'].map((word) => startWriter(store, word, ROUNDS));
  const ended = Promise.all(writers.map((writer) => once(writer, 'exit')));
  // Meanwhile a reader sees an image that is replaced again and again, always whole.
  let reads = 0;
  const reading = (async () => {
    while (writers.some(({ exitCode }) => exitCode === null)) {
      const image = await store.read(reference('one-last')).catch((error: unknown) => error);
      if (image instanceof LabError) expect(image.code).toBe('image-not-found');
      else expect(image).toMatchObject({ platforms: [{ architecture: 'amd64' }] });
      reads += 1;
      await setTimeout(1);
    }
  })();
  expect(await ended).toEqual([
    [0, null],
    [0, null],
  ]);
  await reading;
  expect(reads).toBeGreaterThan(10);
  const odd = Array.from({ length: ROUNDS / 2 }, (_, index) => index * 2 + 1);
  const expected = ['one', 'two'].flatMap((word) => odd.map((round) => name(`${word}-${round}`).full));
  const names = (await store.list()).map((image) => image.name?.full);
  expect(names).toEqual([name('of-all').full, ...expected].toSorted());
  await expectSound(store);
});

test('a writer that is killed leaves the store as it was, or as it should become', async () => {
  const store = places.store();
  await store.add(tinyImage('mine'), name('mine'));
  for (const delay of [0, 5, 11, 23, 47]) {
    const writer = startWriter(store, 'killed', 0);
    await once(writer.stdout ?? writer, 'data');
    await setTimeout(delay);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    await expectSound(store);
  }
  await store.add(tinyImage('next'), name('next'));
  expect(readdirSync(join(store.directory, 'ingest'))).toEqual([]);
  expect((await store.read(reference('mine'))).index.digest).toBe(tinyImage('mine').index.digest);
});

test('files of writers that are gone are swept, those of living ones and of others are not', async () => {
  const store = places.store();
  const ingest = join(store.directory, 'ingest');
  mkdirSync(ingest, { recursive: true });
  const gone = spawn('true');
  await once(gone, 'exit');
  const living = `lab-${process.pid}-${startTime(process.pid)}-${'a'.repeat(12)}`;
  const abandoned = [`lab-${gone.pid}-4711-${'b'.repeat(12)}`, `lab-${process.pid}-1-${'c'.repeat(12)}`];
  for (const file of [...abandoned, living, 'oras-123']) writeFileSync(join(ingest, file), 'x');
  await store.add(tinyImage('x'), undefined);
  expect(readdirSync(ingest).toSorted()).toEqual([living, 'oras-123'].toSorted());
});

test('who waits for another writer can be stopped', async () => {
  const { directory } = places.store();
  const stop = new AbortController();
  const reason = new LabError({ kind: 'interrupted', code: 'interrupted', message: 'stop' });
  const first = openStore({ directory }).add(tinyImage('big'.padEnd(4_000_000)), name('first'));
  const second = openStore({ directory, signal: stop.signal }).add(tinyImage('x'), name('second'));
  stop.abort(reason);
  expect(await refusal(second)).toBe(reason);
  await first;
  expect((await openStore({ directory }).list()).map((image) => image.name?.full)).toEqual([
    name('first').full,
  ]);
});
