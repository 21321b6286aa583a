import { on } from 'node:events';
import { deserialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import type { ContainerFacts } from '../../model/capture.ts';
import { ModuleFailure } from '../wasm/host.ts';
import type { RunningJob } from './job.ts';
import type { KnownContainer, Made, Reply, Request } from './messages.ts';
import { type PackedEvents, unpackEvents } from './pack-events.ts';
import { startJob } from './thread-job.ts';
import { ThreadOutput } from './thread-output.ts';
import { ThreadState } from './thread-state.ts';

/**
 * The thread in which a module runs, with the pipeline around it. It writes its answers itself, at once: nothing that
 * a module has said is lost when it hangs. Everything is imported at the start, as files cannot be read later.
 */
const state = new ThreadState(workerData as SharedArrayBuffer);
const output = new ThreadOutput(state);
const containers = new Map<bigint, ContainerFacts>();
let job: RunningJob | undefined;
let made = (): Made => ({ fields: [], subscriptions: [] });
let pushed = 0;

parentPort?.postMessage('ready');
for await (const [body] of on(parentPort as NonNullable<typeof parentPort>, 'message')) {
  try {
    await serve(deserialize(body as Uint8Array) as Request);
  } catch (error) {
    output.flush();
    output.send(lastWord(error));
  }
}

async function serve(request: Request): Promise<void> {
  switch (request.type) {
    case 'load':
      job = await startJob(request.job, containers, { state, output, tellMade });
      output.send({ type: 'started', header: job.header, made: made() });
      return;
    case 'events':
      know(request.containers);
      push(request.events);
      output.send({ type: 'taken' });
      return;
    case 'end':
      job?.stop();
      output.flush();
      output.send({ type: 'ended' });
  }
}

function tellMade(ask: () => Made): void {
  made = ask;
}

function know(news: readonly KnownContainer[]): void {
  for (const [mntns, facts] of news) {
    if (facts === undefined) containers.delete(mntns);
    else containers.set(mntns, facts);
  }
}

function push(events: PackedEvents): void {
  for (const event of unpackEvents(events)) {
    state.begin('callback', pushed++);
    job?.push(event);
    state.end();
    output.flushIfDue();
  }
  output.flush();
}

/** A failure of the module, in whatever it was at; anything else is a bug of ours. */
function lastWord(error: unknown): Reply {
  const { phase, event } = state.activity;
  state.end();
  if (!(error instanceof ModuleFailure) || phase === 'idle') {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { type: 'failed', at: 'run', message };
  }
  const { reason, message } = error;
  const at = error.phase ?? phase;
  // A callback may also run while the module starts or stops: then it is no event of ours that it was called for.
  const fault = { phase: at, cause: reason, message, ...(phase === 'callback' && { event }) };
  return { type: 'fault', fault, made: made() };
}
