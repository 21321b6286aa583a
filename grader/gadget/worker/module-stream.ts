import type { ContainerFacts, RawEvent, TracerFacts } from '../../model/capture.ts';
import type { LogLine, ModuleFault, WasmModule } from '../../model/module.ts';
import type { GadgetMetadata } from '../metadata/metadata.ts';
import { mntnsOf } from '../mntns.ts';
import type { Note, OutputOptions } from '../pipeline.ts';
import { type Answer, Conversation, type Saying } from './conversation.ts';
import { LIVE_LIMITS, type ModuleLimits } from './limits.ts';
import type { KnownContainer, Request } from './messages.ts';
import { packEvents } from './pack-events.ts';

/** A live run whose events pass a module. */
export interface ModuleStreamRequest {
  readonly module: WasmModule;
  readonly tracers: readonly TracerFacts[];
  /** Wall clock minus boot clock, ns. */
  readonly bootOffset: bigint;
  readonly containerOf: (mntns: bigint) => ContainerFacts | undefined;
  /** Whether events from outside of containers are wanted as well. */
  readonly host: boolean;
  readonly output: OutputOptions;
  /** What gadget.yaml says, and what that file is called. */
  readonly metadata?: { readonly said: GadgetMetadata; readonly file: string };
  /** Values of the module's parameters, by key. */
  readonly params?: Readonly<Record<string, string>>;
  readonly limits?: ModuleLimits;
  /** Kills the module's process at once; calls that wait reject with its reason. */
  readonly signal?: AbortSignal;
  /** Printed events, in order, one or more at once. The module waits for a promise. */
  readonly onText: (text: string) => void | Promise<void>;
  readonly onNote: (note: Note) => void;
  /** As far as the module's log level lets it through. */
  readonly onLog: (line: LogLine) => void;
  /** What the module writes to its standard output and error: a Go panic's text. */
  readonly onOutput?: (text: string) => void;
}

export interface ModuleStream {
  /** What goes before the first event; empty where nothing does, or where the module never started. */
  readonly header: string;
  /** Resolves when all of these events are through the module and printed, or when the module has failed. */
  push(events: readonly RawEvent[]): Promise<void>;
  /** Resolves if the module fails, be it while it starts; otherwise never. */
  readonly fault: Promise<ModuleFault>;
  /** Stops the module, prints what it still has to say, and leaves no process. Idempotent. */
  end(): Promise<void>;
}

/**
 * Runs a gadget's pipeline, module and output included, in a process of its own.
 * A module that does not even start is no error: `fault` tells.
 * @throws LabError `native-missing`, `worker-failed`, `internal`; the signal's reason. `push` and `end` may, too.
 */
export async function openModuleStream(request: ModuleStreamRequest): Promise<ModuleStream> {
  const stream = new Stream(request);
  try {
    await stream.start();
  } catch (error) {
    await stream.close();
    throw error;
  }
  return stream;
}

class Stream implements ModuleStream {
  readonly #request: ModuleStreamRequest;
  readonly #conversation: Conversation;
  readonly #containers: ContainerNews;
  readonly fault: Promise<ModuleFault>;
  #resolveFault: (fault: ModuleFault) => void = () => {};
  /** Requests wait for each other. */
  #last: Promise<unknown> = Promise.resolve();
  #failed = false;
  #ending: Promise<void> | undefined;
  header = '';

  constructor(request: ModuleStreamRequest) {
    this.#request = request;
    this.#conversation = new Conversation(request.limits ?? LIVE_LIMITS);
    this.#containers = new ContainerNews(request);
    this.fault = new Promise((resolve) => {
      this.#resolveFault = resolve;
    });
  }

  async start(): Promise<void> {
    const { module, tracers, bootOffset, params, host, output, metadata } = this.#request;
    const purpose = { kind: 'print', output, metadata } as const;
    const job = { module: module.bytes, tracers, bootOffset, params: params ?? {}, host, purpose };
    const answer = await this.#ask({ type: 'load', job });
    if (answer?.type === 'started') this.header = answer.header;
  }

  async push(events: readonly RawEvent[]): Promise<void> {
    if (events.length === 0) return;
    const containers = this.#containers.before(events);
    await this.#ask({ type: 'events', events: packEvents(events), containers });
  }

  end(): Promise<void> {
    this.#ending ??= this.#ask({ type: 'end' }).then(
      () => this.close(),
      async (error) => {
        await this.close();
        throw error;
      },
    );
    return this.#ending;
  }

  close(): Promise<void> {
    return this.#conversation.close();
  }

  /** Undefined where the module has already failed. */
  #ask(request: Request): Promise<Answer | undefined> {
    const asked = this.#last.then(async () => {
      if (this.#failed) return undefined;
      const answer = await this.#conversation.ask(request, this.#listen, this.#request.signal);
      if (answer.type === 'fault') {
        this.#failed = true;
        this.#resolveFault(answer.fault);
      }
      return answer;
    });
    this.#last = asked.catch(() => {});
    return asked;
  }

  readonly #listen = (saying: Saying): void | Promise<void> => {
    switch (saying.type) {
      case 'text':
        return this.#request.onText(saying.text);
      case 'note':
        return this.#request.onNote(saying.note);
      case 'log':
        return this.#request.onLog(saying.line);
      case 'output':
        return this.#request.onOutput?.(saying.text);
      case 'processed':
        return;
    }
  };
}

/** What the module's process does not know yet of the containers that events come from. */
class ContainerNews {
  readonly #containerOf: ModuleStreamRequest['containerOf'];
  readonly #namespaceOf = new Map<string, (bytes: Uint8Array) => bigint>();
  readonly #told = new Map<bigint, ContainerFacts | undefined>();

  constructor({ containerOf, tracers }: ModuleStreamRequest) {
    this.#containerOf = containerOf;
    for (const tracer of tracers) {
      const read = mntnsOf(tracer);
      if (read) this.#namespaceOf.set(tracer.dataSource, read);
    }
  }

  /** A namespace's number is given out anew, so every event may bring news. */
  before(events: readonly RawEvent[]): readonly KnownContainer[] {
    const news = new Map<bigint, ContainerFacts | undefined>();
    for (const { dataSource, bytes } of events) {
      const mntns = this.#namespaceOf.get(dataSource)?.(bytes);
      if (mntns === undefined) continue;
      const facts = this.#containerOf(mntns);
      if (facts === this.#told.get(mntns)) continue;
      news.set(mntns, facts);
      this.#told.set(mntns, facts);
    }
    return [...news];
  }
}
