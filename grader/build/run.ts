import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of each of stdout and stderr that are kept; what comes after is read and dropped. */
  readonly outputLimit: number;
}

/** How a command ended. `signal` is set where something else than us killed it. */
export interface RunOutcome {
  readonly end: 'exited' | 'timedOut' | 'aborted' | 'unstartable';
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command in a process group of its own, with nothing on stdin. Time limit and abort kill the whole group:
 * a direct child's death alone would leave its children running and our pipes open. Never rejects.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<RunOutcome> {
  return new Promise((resolve) => {
    const { cwd, env, timeoutMs, signal, outputLimit } = options;
    const stdout = limitedText(outputLimit);
    const stderr = limitedText(outputLimit);
    let end: RunOutcome['end'] = 'exited';
    const finish = (code: number | null, killedBy: NodeJS.Signals | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve({
        end,
        code: code ?? undefined,
        signal: killedBy ?? undefined,
        stdout: stdout.text(),
        stderr: stderr.text(),
      });
    };
    const stop = (why: RunOutcome['end']) => {
      end = why;
      killGroup(child.pid);
    };
    const onAbort = () => stop('aborted');
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => stop('timedOut'), timeoutMs);
    child.stdout.on('data', stdout.add);
    child.stderr.on('data', stderr.add);
    child.on('error', () => {
      end = 'unstartable';
      finish(null, null);
    });
    child.on('close', finish);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the same moment.
  }
}

function limitedText(limit: number): { add: (chunk: Buffer) => void; text: () => string } {
  const chunks: Buffer[] = [];
  let kept = 0;
  return {
    add(chunk) {
      const part = chunk.subarray(0, Math.max(0, limit - kept));
      if (part.length > 0) chunks.push(part);
      kept += part.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}
