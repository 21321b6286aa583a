// Run as a process of its own: leaves loaded, attached and draining objects to a worker's end and to the garbage
// collector, and prints the process's descriptors and threads. Arguments: the object's file, the addon's.
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { loadNative } from '../../native/index.ts';
import { accepted } from './support.ts';

const [file = '', addon = ''] = process.argv.slice(2);

const holdings = () => ({
  descriptors: readdirSync('/proc/self/fd').length,
  threads: readdirSync('/proc/self/task').length,
});

/** The worker ends by itself, or is terminated while its drain is at work. */
function workerThatAbandons(stay: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('abandon-worker.mjs', import.meta.url), {
      workerData: { addon, file, stay },
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    worker.on('message', () => worker.terminate());
  });
}

function abandon(): void {
  const object = accepted(loadNative().openObject(readFileSync(file), 'abandoned'));
  accepted(object.load());
  accepted(object.drain('events', 1 << 20));
  accepted(object.attach());
}

async function collected(descriptors: number): Promise<ReturnType<typeof holdings>> {
  for (let i = 0; i < 100 && holdings().descriptors > descriptors; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return holdings();
}

async function main(): Promise<void> {
  accepted(loadNative().enterMountNamespace());
  // The first worker starts what the runtime keeps.
  await workerThatAbandons(false);
  const before = holdings();
  await workerThatAbandons(false);
  await workerThatAbandons(true);
  const worker = holdings();
  for (let i = 0; i < 3; i++) abandon();
  const abandoned = holdings();
  console.log(JSON.stringify({ before, worker, abandoned, collected: await collected(before.descriptors) }));
}

await main();
