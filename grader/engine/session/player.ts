import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LabError } from '../../model/error.ts';
import type { ExecCommand } from '../container/runtime.ts';

const CLOSE_LIMIT_MS = 1000;

/** An opener that waits, in a container or on the host, for scripts to play. */
export interface Player {
  /** Plays one script (it ends in `go`); resolves once every call of it has been made. */
  play(script: string): Promise<void>;
  /** Lets it end by itself; resolves when it has. */
  close(): Promise<void>;
}

/**
 * Starts an opener and waits until it listens.
 * @throws LabError `trigger-failed` if it ends before it should, with its own words.
 */
export async function startPlayer([file, ...args]: ExecCommand, cwd: string): Promise<Player> {
  const child = spawn(file, args, { cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const complaint = collect(child);
  const ended = once(child, 'exit').catch((error: Error) => [error.message]);
  child.stdin.on('error', () => {}); // EPIPE: the next answer tells that it ended
  const expect = async (word: string): Promise<void> => {
    const { value, done } = await lines.next();
    if (!done && value === word) return;
    await ended;
    throw triggerFailed(complaint());
  };
  await expect('ready');
  return {
    async play(script) {
      child.stdin.write(script);
      await expect('done');
    },
    async close() {
      // Not killed: `runc exec` must live to reap its opener. An orphan would be left to process 1, and a
      // container cannot end before its last process is reaped.
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (text.length < 10_000) text += chunk.toString();
  });
  return () => text.trim();
}

function triggerFailed(said: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'trigger-failed',
    message: `The scenario could not be played in the container${said ? `: ${said.split('\n').at(-1)}` : ''}.`,
    hint: 'Run the command again; another runtime may help (--container docker).',
  });
}
