import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../model/error.ts';
import { projectRoot } from '../model/project.ts';
import { readFrames, writeFrame } from '../process/frames.ts';
import type { Reply, Request } from './session/messages.ts';

/** The bundled entry of the engine's child process (scripts/bundle.mjs). */
const SESSION_ENTRY = join(projectRoot, 'dist', 'grader', 'engine', 'session', 'main.js');

/** How long a child may take to release what it holds before it is killed. */
const DISPOSAL_LIMIT_MS = 20_000;

/** How a child process came to its end. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to stderr. */
  readonly said: string;
  /** Whether it ever answered: if not, it was probably not let in. */
  readonly heard: boolean;
}

/** The engine's child process: requests go in, replies come out. */
export interface EngineChild {
  send(request: Request): void;
  /** The next reply; undefined once the child has ended. Only one reader at a time. */
  next(): Promise<Reply | undefined>;
  readonly ended: Promise<ChildEnd>;
  /** Tells the child to release everything and end, without waiting for it. */
  stop(): void;
  /** Lets the child release everything, and waits for its end. Idempotent. */
  close(): Promise<ChildEnd>;
}

/**
 * Starts the child: as it is for root, through sudo for anybody else. Messages are frames on its stdin and
 * stdout, because Node's own channel does not survive sudo.
 * @param rights `user` for what needs no root
 * @param mayAsk Whether sudo may ask for a password, where there is a terminal
 * @throws LabError `native-missing`
 */
export function startChild(rights: 'root' | 'user' = 'root', mayAsk = true): EngineChild {
  requireEntry();
  const [file, ...args] = command(rights, mayAsk);
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout } = child;
  stdin.on('error', () => {}); // EPIPE: `ended` tells what happened
  const replies = readFrames(stdout) as AsyncGenerator<Reply, undefined>;
  let heard = false;
  const ended = watchEnd(child).then((end) => ({ ...end, heard }));
  const stop = (): void => void stdin.end();
  const next = async (): Promise<Reply | undefined> => {
    const { value } = await replies.next();
    heard ||= value !== undefined;
    return value;
  };
  return {
    send: (request) => writeFrame(stdin, request),
    next,
    ended,
    stop,
    async close() {
      stop();
      // What nobody reads any more must not keep the child from writing, and so from ending.
      void discard(next);
      const late = setTimeout(() => child.kill('SIGKILL'), DISPOSAL_LIMIT_MS);
      return ended.finally(() => clearTimeout(late));
    },
  };
}

async function discard(next: EngineChild['next']): Promise<void> {
  while ((await next()) !== undefined);
}

/** sudo asks for a password on the terminal itself, if there is one; elsewhere it must not wait for an answer. */
function command(rights: 'root' | 'user', mayAsk: boolean): readonly [string, ...string[]] {
  const node: readonly [string, ...string[]] = [process.execPath, '--enable-source-maps', SESSION_ENTRY];
  if (rights === 'user' || process.getuid?.() === 0) return node;
  return process.stdin.isTTY && mayAsk ? ['sudo', ...node] : ['sudo', '-n', ...node];
}

function requireEntry(): void {
  if (existsSync(SESSION_ENTRY)) return;
  throw new LabError({
    kind: 'machine',
    code: 'native-missing',
    message: 'The lab has not been built yet: its engine is missing.',
    hint: 'npm run setup',
  });
}

function watchEnd(child: ChildProcess): Promise<Omit<ChildEnd, 'heard'>> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, signal: null, said: error.message }));
    // Not `close`, which waits for readers of its output; what it said last is read by the next turn of the loop.
    child.on('exit', (code, signal) => setImmediate(() => resolve({ code, signal, said: said.trim() })));
  });
}
