import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const RETRY_MS = 50;

/**
 * Runs `work` while no other process of this machine does it for the same `subject`. The lock is the name of an
 * abstract Unix socket, which the kernel takes back from whoever ends, however that happens: nothing to sweep.
 */
export async function exclusively<T>(
  subject: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const hash = createHash('sha256').update(subject).digest('hex').slice(0, 32);
  const name = `\0gadget-lab-${hash}`;
  let lock = await take(name);
  while (lock === undefined) {
    await setTimeout(RETRY_MS, undefined, { signal });
    lock = await take(name);
  }
  const held = lock;
  return work().finally(() => held.close());
}

function take(name: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(name, () => resolve(server));
  });
}
