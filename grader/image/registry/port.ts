import { createServer } from 'node:net';
import { LabError } from '../../model/error.ts';

/** The one that registries use by convention. */
const FIRST_PORT = 5000;
/** Where it is taken, for example by Debian's own registry service, these are tried before any free one. */
const NEIGHBOURS = 10;

/** Only this machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/**
 * A port that can be listened on now: the wished one (0: any) or nothing; without a wish the one used before, then 5000 and its
 * neighbours, then any.
 * @throws LabError `port-taken` if the wished one cannot be had
 */
export async function choosePort(wished: number | undefined, before: number | undefined): Promise<number> {
  if (wished !== undefined) {
    const free = await tryPort(wished);
    if (typeof free === 'string') throw portTaken(wished, free);
    return free;
  }
  const usual = Array.from({ length: NEIGHBOURS }, (_, index) => FIRST_PORT + index);
  for (const port of [...(before === undefined ? [] : [before]), ...usual, 0]) {
    const free = await tryPort(port);
    if (typeof free === 'number') return free;
  }
  throw portTaken(FIRST_PORT, 'EADDRINUSE');
}

/** The port (0: any, which the system picks), or the error's code. */
function tryPort(port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}

function portTaken(port: number, reason: string): LabError {
  const why = reason === 'EADDRINUSE' ? 'another program listens there' : reason;
  return new LabError({
    kind: 'request',
    code: 'port-taken',
    message: `The registry cannot listen on ${LOOPBACK}:${port}: ${why}.`,
    hint: 'Leave --port out, then a free one is taken; `ss -ltnp` shows who listens where.',
  });
}
