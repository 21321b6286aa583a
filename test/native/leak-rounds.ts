// Run as a process of its own: opens, loads, attaches, drains and closes again and again, and prints what the
// process held before and after. Arguments: the object's file, the rounds.
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { loadNative } from '../../native/index.ts';
import { accepted } from './support.ts';

export interface Holdings {
  readonly descriptors: number;
  readonly threads: number;
  /** KiB of the C heap that are resident: what `malloc` gave and did not get back, JavaScript's memory apart. */
  readonly heap: number;
  /** KiB of address space: mappings that were not given back. */
  readonly mapped: number;
  /** Records that the round's drain delivered. */
  readonly records: bigint;
}

const [file = '', rounds = ''] = process.argv.slice(2);
const bytes = readFileSync(file);
const native = loadNative();

function open() {
  const object = accepted(native.openObject(bytes, 'leaks'));
  accepted(object.load());
  return object;
}

function round(): bigint {
  const object = open();
  const drain = accepted(object.drain('events', 1 << 20, () => undefined));
  accepted(object.attach());
  closeSync(openSync('/dev/null', 'r'));
  drain.flush();
  drain.take();
  const { records } = drain.statistics();
  object.close();
  return records;
}

function kibibytes(path: string, pattern: RegExp): number {
  return Number(pattern.exec(readFileSync(path, 'utf8'))?.[1]);
}

async function holdings(records: bigint): Promise<Holdings> {
  // Finalizers run in a turn of the loop after the collection.
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    threads: readdirSync('/proc/self/task').length,
    heap: kibibytes('/proc/self/smaps', /\[heap\]\n(?:.*\n)*?Rss:\s+(\d+) kB/),
    mapped: kibibytes('/proc/self/status', /VmSize:\s+(\d+) kB/),
    records,
  };
}

async function main(): Promise<void> {
  accepted(native.enterMountNamespace());
  // Leaving a tracepoint costs its last user some 70 ms; with this one there is always another.
  const anchor = open();
  accepted(anchor.attach());
  for (let i = 0; i < 50; i++) round();
  const before = await holdings(0n);
  let records = 0n;
  for (let i = 0; i < Number(rounds); i++) records += round();
  const after = await holdings(records);
  anchor.close();
  console.log(
    JSON.stringify({ before, after }, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

await main();
