import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Held by a process without rights, worn by the one that sudo started for it: neither can signal the other's end. */
export interface Leash {
  /** To be given to the one that shall wear it. */
  readonly name: string;
  /** Whether it was ever worn: if not, sudo let nobody in. */
  isWorn(): boolean;
  /** Lets go, as the holder's death does; whoever wears it releases everything and ends. Idempotent. */
  drop(): void;
}

/** The name of an abstract Unix socket, which the kernel takes back from a killed process. */
export async function holdLeash(): Promise<Leash> {
  const name = `gadget-lab-leash-${randomBytes(16).toString('hex')}`;
  const worn: Socket[] = [];
  const server = createServer((socket) => {
    worn.push(socket.on('error', () => {}));
  });
  await once(server.listen(`\0${name}`), 'listening');
  return {
    name,
    isWorn: () => worn.length > 0,
    drop() {
      server.close();
      for (const socket of worn) socket.destroy();
    },
  };
}

/** @returns aborted with `reason` when the holder lets go, or is no more */
export function wearLeash(name: string, reason: Error): AbortSignal {
  const dropped = new AbortController();
  const socket = connect(`\0${name}`).unref();
  socket.on('error', () => {}).on('close', () => dropped.abort(reason));
  return dropped.signal;
}
