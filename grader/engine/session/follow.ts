import type { NativeBinding, NativeDrain, NativeObject } from '../../../native/binding.ts';
import { mntnsOf } from '../../gadget/mntns.ts';
import { assignParams } from '../../gadget/params/assign.ts';
import type { Refusal, TracerFacts } from '../../model/capture.ts';
import type { Disposal } from './disposal.ts';
import {
  attachGadget,
  drainTracer,
  FILTER_MAP,
  factsOf,
  loadGadget,
  type OpenedGadget,
  openGadget,
  paramsOf,
  RINGBUF,
  setConstants,
} from './learner.ts';
import type { FollowOptions, Reply } from './messages.ts';
import { startMeter } from './meter.ts';
import { watchNamespaces } from './namespaces.ts';

/** Upstream's rings are small; a live table must survive bursts. */
const LIVE_RING_BYTES = 8 << 20;

interface Needs {
  readonly native: NativeBinding;
  readonly disposal: Disposal;
  readonly send: (reply: Reply) => void;
  /** Mount namespaces that are no container's. */
  readonly hostNamespaces: readonly bigint[];
}

export interface Following {
  /** Sends the last events and the counts. Idempotent. */
  finish(): void;
}

/**
 * Runs a gadget until told otherwise, handing on its events in batches: `lab run`.
 * @throws LabError `unknown-option`, `invalid-value`, `missing-option`
 */
export async function follow(
  bytes: Uint8Array,
  options: FollowOptions,
  needs: Needs,
): Promise<Following | Refusal> {
  const { native, disposal, send } = needs;
  const opened = openGadget(native, bytes, disposal);
  if (opened.kind === 'refused') return opened.refusal;
  const gadget = opened.value;
  const { words, options: labOptions, declared } = options.params;
  const values = assignParams(paramsOf(gadget, declared), words, labOptions);
  const unset = setConstants(gadget, values.constants);
  if (unset) return unset;
  enlargeRings(gadget);
  const filtered = !options.host && gadget.object.maps.some(({ name }) => name === FILTER_MAP);
  const refused = loadGadget(gadget, { filtered, architecture: process.arch });
  if (refused) return refused;
  send({
    type: 'following',
    object: factsOf(gadget),
    bootOffset: native.bootOffset(),
    moduleParams: values.module,
  });
  const streams = gadget.tracers.map((tracer) => stream(gadget.object, tracer, send));
  await watchNamespaces({
    ...needs,
    gadget: gadget.object,
    filtered,
    containerName: options.containerName,
    namespaceKnown: gadget.tracers.every((tracer) => mntnsOf(tracer) !== undefined),
  });
  const unattached = attachGadget(gadget);
  if (unattached) return unattached;
  // What a parameter keeps out is not missing.
  const countable = values.constants.length === 0;
  const meter = countable ? await startMeter({ native, disposal, gadget, filtered }) : undefined;
  send({ type: 'attached' });
  return {
    finish: once(() => {
      const made = meter?.stop();
      gadget.object.detach();
      for (const { flush } of streams) flush();
      send({ type: 'counts', delivered: streams.reduce((sum, { count }) => sum + count(), 0n), made });
    }),
  };
}

function enlargeRings({ object, tracers }: OpenedGadget): void {
  for (const { map } of tracers) {
    const facts = object.maps.find(({ name }) => name === map);
    if (facts?.type === RINGBUF && facts.maxEntries < LIVE_RING_BYTES)
      object.setMaxEntries(map, LIVE_RING_BYTES);
  }
}

interface Stream {
  flush(): void;
  /** Records that came out of the ring so far. */
  count(): bigint;
}

function stream(object: NativeObject, tracer: TracerFacts, send: (reply: Reply) => void): Stream {
  const hand = (): void => {
    const records = drain.take();
    if (records) send({ type: 'batch', dataSource: tracer.dataSource, records });
  };
  const drain: NativeDrain = drainTracer(object, tracer, hand);
  return {
    flush() {
      drain.flush();
      hand();
    },
    count: () => drain.statistics().records,
  };
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}
