import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { encodeFrame, readFrameBodies } from '../../process/frames.ts';
import type { Reply } from './messages.ts';
import { dropPrivileges } from './privileges.ts';
import { ThreadState } from './thread-state.ts';
import { TICK_MS, Watchdog } from './watchdog.ts';

/**
 * The module's process. The module runs in a thread of its own, so that this one stays free to see that it does not
 * come back, and that the lab is gone. Nobody here has anything to release: the end is always SIGKILL.
 *
 * Usage: `main.js LIMITS`, with the limits as JSON.
 */
const state = new ThreadState();
const watchdog = new Watchdog(JSON.parse(process.argv[2] ?? ''));

/** MiB of JavaScript objects in the thread; the module's own memory is limited by its pages. */
const HEAP_MIB = 512;

// Ctrl-C reaches every process of the terminal; when to end is the lab's decision.
process.on('SIGINT', () => {});
process.on('uncaughtException', (error) => lastWord({ type: 'failed', at: 'run', message: text(error) }));

const thread = new Worker(new URL('./thread.js', import.meta.url), {
  workerData: state.buffer,
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  // Or else Node would open this process's own stdout, which makes it non-blocking.
  stdout: true,
  stderr: true,
});
thread.on('error', (error) => lastWord(threadDied(error)));
thread.on('exit', () => lastWord(threadDied(undefined)));
// By now the thread has read all of its code, which may lie where `nobody` cannot read.
thread.once('message', start);

function start(): void {
  try {
    dropPrivileges();
  } catch (error) {
    lastWord({ type: 'failed', at: 'setup', message: text(error) });
  }
  writeSync(1, encodeFrame({ type: 'ready' } satisfies Reply));
  watch();
  void handOn();
}

function watch(): void {
  let last = performance.now();
  setInterval(() => {
    // A thread that is writing is not stuck, or not by its own fault.
    if (!state.takePipe()) return;
    const now = performance.now();
    const fault = watchdog.look(state.activity, now - last);
    last = now;
    if (fault) lastWord({ type: 'fault', fault });
    state.givePipeBack();
  }, TICK_MS);
}

/** Every request goes to the thread as it came, until the lab has no more of them or is dead. */
async function handOn(): Promise<void> {
  for await (const body of readFrameBodies(process.stdin)) {
    const own = Uint8Array.from(body);
    thread.postMessage(own, [own.buffer]);
  }
  process.kill(process.pid, 'SIGKILL');
}

function threadDied(error: unknown): Reply {
  const { phase, event } = state.activity;
  if (phase === 'idle')
    return { type: 'failed', at: 'run', message: error ? text(error) : 'its thread ended' };
  const memory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return {
    type: 'fault',
    fault: {
      phase,
      cause: memory ? 'memory' : 'died',
      message: memory
        ? 'It made the lab keep more than it has memory for.'
        : `Its process broke down: ${text(error)}`,
      ...(phase === 'callback' && { event }),
    },
  };
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Written whatever the thread is at: nothing comes after it. */
function lastWord(reply: Reply): never {
  try {
    writeSync(1, encodeFrame(reply));
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
  throw new Error('unreachable');
}
