// A worker's program, in plain JavaScript since a loader for TypeScript does not reach into workers: leaves a
// loaded, attached and draining object behind. With `stay` it waits to be terminated.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

const { addon, file, stay } = workerData;
const object = createRequire(import.meta.url)(addon).openObject(readFileSync(file), 'abandoned');
const refusals = [object.load(), object.drain('events', 1 << 20, () => undefined), object.attach()].filter(
  (result) => result?.failed,
);
if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
if (stay) {
  setInterval(() => undefined, 1000);
  parentPort.postMessage('ready');
}
