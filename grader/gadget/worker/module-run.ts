import type { ContainerFacts, RawEvent, TracerFacts } from '../../model/capture.ts';
import type { LogLine, ModuleRun, ProcessedEvent, WasmModule } from '../../model/module.ts';
import { type Answer, Conversation, type Saying } from './conversation.ts';
import { CAPTURE_LIMITS, type ModuleLimits } from './limits.ts';
import type { Made, ModuleJob } from './messages.ts';
import { packEvents } from './pack-events.ts';

/** A capture, and what is to be run over it. */
export interface ModuleRunRequest {
  readonly module: WasmModule;
  readonly tracers: readonly TracerFacts[];
  readonly events: readonly RawEvent[];
  /** Wall clock minus boot clock, ns. */
  readonly bootOffset: bigint;
  /** Whose events are wanted. */
  readonly containers: readonly ContainerFacts[];
  /** Values of the module's parameters, by key. */
  readonly params?: Readonly<Record<string, string>>;
  /** Kills the module's process; `run` then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** A process that waits for a module. */
export interface ModuleWorker {
  /**
   * May be called once. Whatever the module does is in the value.
   * @throws LabError `native-missing`, `worker-failed`, `internal`; the signal's reason
   */
  run(request: ModuleRunRequest): Promise<ModuleRun>;
  /** Leaves no process. Idempotent. */
  close(): Promise<void>;
}

/** Starts the process, which takes a moment: do it while compilers run. Trouble of the start comes out of `run`. */
export function startModuleWorker(limits: ModuleLimits = CAPTURE_LIMITS): ModuleWorker {
  const conversation = new Conversation(limits);
  return { run: (request) => runIn(conversation, request), close: () => conversation.close() };
}

/** Runs a module over a capture in a process of its own, which is gone afterwards. */
export async function runModule(request: ModuleRunRequest, limits?: ModuleLimits): Promise<ModuleRun> {
  const worker = startModuleWorker(limits);
  try {
    return await worker.run(request);
  } finally {
    await worker.close();
  }
}

/** Events at once: what a slow module has done is known early enough, and the process is not flooded. */
const BATCH = 2048;

async function runIn(conversation: Conversation, request: ModuleRunRequest): Promise<ModuleRun> {
  const { events, containers, signal } = request;
  const record = new RunRecord();
  const known = containers.map((facts) => [facts.mntns, facts] as const);
  let answer = await conversation.ask({ type: 'load', job: jobOf(request) }, record.listen, signal);
  record.end(answer);
  for (let at = 0; at < events.length && answer.type !== 'fault'; at += BATCH) {
    const batch = packEvents(events.slice(at, at + BATCH));
    const containers = at === 0 ? known : [];
    answer = await conversation.ask({ type: 'events', events: batch, containers }, record.listen, signal);
    record.end(answer);
  }
  if (answer.type !== 'fault') record.end(await conversation.ask({ type: 'end' }, record.listen, signal));
  return record.run;
}

function jobOf({ module, tracers, bootOffset, params }: ModuleRunRequest): ModuleJob {
  const purpose = { kind: 'observe' } as const;
  return { module: module.bytes, tracers, bootOffset, params: params ?? {}, host: false, purpose };
}

/** What a module has said and done so far. */
class RunRecord {
  readonly #log: LogLine[] = [];
  readonly #events: ProcessedEvent[] = [];
  #output = '';
  #made: Made = { fields: [], subscriptions: [] };
  #fault: ModuleRun['fault'];

  readonly listen = (saying: Saying): void => {
    if (saying.type === 'log') this.#log.push(saying.line);
    if (saying.type === 'output') this.#output += saying.text;
    if (saying.type === 'processed') for (const event of saying.events) this.#events.push(event);
  };

  end(answer: Answer): void {
    if (answer.type === 'started' || answer.type === 'fault') this.#made = answer.made ?? this.#made;
    if (answer.type === 'fault') this.#fault = answer.fault;
  }

  get run(): ModuleRun {
    const log = this.#log;
    return { fault: this.#fault, log, output: this.#output, ...this.#made, events: this.#events };
  }
}
