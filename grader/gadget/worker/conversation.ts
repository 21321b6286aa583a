import { LabError } from '../../model/error.ts';
import type { ModuleFault, ModulePhase } from '../../model/module.ts';
import { startWorkerProcess, type WorkerEnd, type WorkerProcess } from './child.ts';
import type { ModuleLimits } from './limits.ts';
import type { Reply, Request } from './messages.ts';

/** What ends a request. After a fault there is nothing more to ask. */
export type Answer = Extract<Reply, { readonly type: 'started' | 'taken' | 'ended' | 'fault' }>;
/** What a module says while it works on a request. */
export type Saying = Extract<Reply, { readonly type: 'log' | 'output' | 'note' | 'text' | 'processed' }>;
/** Reading goes on once it is done, so that a slow listener slows the module down. */
export type Listener = (saying: Saying) => void | Promise<void>;

/** Requests and answers, one after another, with one process. */
export class Conversation {
  readonly #process: Promise<WorkerProcess>;
  #heard = false;
  #closed = false;

  constructor(limits: ModuleLimits) {
    this.#process = startWorkerProcess(limits);
    // Nobody may be asking yet; whoever asks is told.
    this.#process.catch(() => {});
  }

  /**
   * Only one request at a time.
   * @throws LabError `native-missing`, `worker-failed`, `internal`; the signal's reason, once it is aborted
   */
  async ask(request: Request, listener: Listener, signal: AbortSignal | undefined): Promise<Answer> {
    signal?.throwIfAborted();
    const child = await this.#process;
    signal?.addEventListener('abort', child.kill, { once: true });
    try {
      child.send(request);
      return await this.#listen(child, request, listener);
    } catch (error) {
      // What a killed process still says does not matter, nor how it ended.
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', child.kill);
      signal?.throwIfAborted();
    }
  }

  /** Leaves no process. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const child = await this.#process.catch(() => undefined);
    child?.kill();
    await child?.ended;
  }

  async #listen(child: WorkerProcess, request: Request, listener: Listener): Promise<Answer> {
    for (let reply = await child.next(); reply; reply = await child.next()) {
      this.#heard = true;
      switch (reply.type) {
        case 'ready':
          continue;
        case 'failed':
          throw failed(reply);
        case 'started':
        case 'taken':
        case 'ended':
        case 'fault':
          return reply;
        default:
          await listener(reply);
      }
    }
    const end = await child.ended;
    if (!this.#heard || this.#closed) throw neverWorked(end);
    return { type: 'fault', fault: died(end, request) };
  }
}

const PHASES: Readonly<Record<Request['type'], ModulePhase>> = {
  load: 'load',
  events: 'callback',
  end: 'gadgetStop',
};

function died(end: WorkerEnd, { type }: Request): ModuleFault {
  return { phase: PHASES[type], cause: 'died', message: `The module's process died (${endText(end)}).` };
}

function neverWorked(end: WorkerEnd): LabError {
  return workerFailed(
    `The process for the WASM module ended before it could work (${endText(end)}). ${end.said}`,
  );
}

function failed({ at, message }: Extract<Reply, { readonly type: 'failed' }>): LabError {
  if (at === 'setup')
    return workerFailed(`The process for the WASM module cannot give up root's rights: ${message}`);
  return new LabError({
    kind: 'machine',
    code: 'internal',
    message: 'The WASM host broke down.',
    cause: message,
  });
}

function workerFailed(message: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'worker-failed',
    message: message.trim(),
    hint: 'Modules never run as root: try it as an ordinary user, or on a machine where root may become another user.',
  });
}

function endText({ code, signal }: WorkerEnd): string {
  return signal ?? `exit code ${code}`;
}
