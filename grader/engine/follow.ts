import { mntnsOf } from '../gadget/mntns.ts';
import type { ContainerFacts, ObjectFacts, RawEvent, Refusal } from '../model/capture.ts';
import { type EngineChild, startChild } from './child.ts';
import { childFailed, sentError } from './host.ts';
import { NameQueue } from './name-queue.ts';
import type { FollowOptions, Reply } from './session/messages.ts';
import { unpackRecords } from './unpack.ts';

export interface FollowRequest extends FollowOptions {
  readonly object: Uint8Array;
  /** The object is loaded; events follow. */
  readonly onLoaded: (gadget: LoadedGadget) => void;
  /** The gadget listens from now on. */
  readonly onAttached: () => void;
  /** Events that are to be shown, in order. */
  readonly onEvents: (events: readonly RawEvent[]) => void;
  /** Awaited before more is taken from the engine: whoever shows events slowly holds it up. */
  readonly ready?: () => Promise<void>;
}

export interface LoadedGadget {
  readonly object: ObjectFacts;
  /** Wall clock minus boot clock, ns. */
  readonly bootOffset: bigint;
  /** The container that a mount namespace belongs to, once it is known. */
  readonly containerOf: (mntns: bigint) => ContainerFacts | undefined;
  /** Values of the module's parameters, by key. */
  readonly moduleParams: Readonly<Record<string, string>>;
}

/** How a run ended. `missing`: opens that passed the filter but gave no event; undefined where none were counted. */
export type FollowResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'ended'; readonly delivered: bigint; readonly missing: bigint | undefined };

export interface Following {
  readonly result: Promise<FollowResult>;
  /** Ends the run: the last events are still handed on, then `result` resolves. */
  stop(): void;
}

/** Runs a gadget on this machine's kernel until it is stopped: `lab run`. */
export function followGadget(request: FollowRequest): Following {
  const child = startChild();
  const { host, containerName, params, object } = request;
  child.send({ type: 'follow', object, options: { host, containerName, params } });
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    child.stop();
  };
  return { result: readAll(child, request, () => stopped), stop };
}

async function readAll(
  child: EngineChild,
  request: FollowRequest,
  stopped: () => boolean,
): Promise<FollowResult> {
  const reader = new ReplyReader(request);
  try {
    for (let reply = await child.next(); reply; reply = await child.next()) {
      reader.read(reply);
      await request.ready?.();
      if (reader.result) child.stop();
    }
  } finally {
    await child.close();
  }
  if (reader.result) return reader.result;
  const end = await child.ended;
  // Stopped before the gadget was attached: there was nothing to count yet.
  if (stopped() && end.code === 0) return { kind: 'ended', delivered: 0n, missing: undefined };
  throw childFailed(end);
}

/** Keeps what the replies have told so far. */
class ReplyReader {
  readonly #request: FollowRequest;
  readonly #containers = new Map<bigint, ContainerFacts>();
  readonly #namespaceOf = new Map<string, (bytes: Uint8Array) => bigint>();
  readonly #queue: NameQueue;
  result: FollowResult | undefined;

  constructor(request: FollowRequest) {
    this.#request = request;
    this.#queue = new NameQueue(request.onEvents, request.host ? 'shown' : 'dropped');
  }

  read(reply: Reply): void {
    switch (reply.type) {
      case 'following':
        this.#load(reply);
        return;
      case 'attached':
        this.#request.onAttached();
        return;
      case 'batch':
        this.#queue.add(this.#unpack(reply.dataSource, reply.records));
        return;
      case 'container':
        this.#containers.set(reply.facts.mntns, reply.facts);
        this.#queue.show(reply.facts.mntns);
        return;
      case 'newcomer':
        this.#containers.delete(reply.mntns);
        this.#queue.forget(reply.mntns);
        return;
      case 'notContainer':
        this.#queue.giveUp(reply.mntns);
        return;
      case 'counts':
        this.#end(reply.delivered, reply.made);
        return;
      case 'refused':
        this.result = { kind: 'refused', refusal: reply.refusal };
        return;
      case 'error':
        throw sentError(reply.error);
      case 'stage':
        return;
      case 'captured':
      case 'described':
        throw new Error(`\`${reply.type}\` that nobody asked for`);
    }
  }

  #load({ object, bootOffset, moduleParams }: Reply & { readonly type: 'following' }): void {
    for (const tracer of object.tracers) {
      const read = mntnsOf(tracer);
      if (read) this.#namespaceOf.set(tracer.dataSource, read);
    }
    const containerOf = (mntns: bigint) => this.#containers.get(mntns);
    this.#request.onLoaded({ object, bootOffset, containerOf, moduleParams });
  }

  #unpack(dataSource: string, records: Uint8Array) {
    const namespaceOf = this.#namespaceOf.get(dataSource);
    return unpackRecords(records).map((bytes) => ({
      event: { dataSource, bytes },
      mntns: namespaceOf?.(bytes),
    }));
  }

  #end(delivered: bigint, made: bigint | undefined): void {
    this.#queue.end();
    const missing = made === undefined ? undefined : made > delivered ? made - delivered : 0n;
    this.result = { kind: 'ended', delivered, missing };
  }
}
