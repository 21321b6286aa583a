import type { Capture, RawEvent, Refusal, RunResult, WitnessRecord } from '../model/capture.ts';
import { LabError } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import { type ChildEnd, type EngineChild, startChild } from './child.ts';
import type { Engine, EngineJob, EngineSession, RunLimits } from './engine.ts';
import type { RawCapture, Reply, SentError } from './session/messages.ts';
import { unpackRecords } from './unpack.ts';
import { decodeWitnessRecord } from './witness-record.ts';

/** Captures on the running kernel, in a child process that alone has root's rights. */
export const host: Engine = { name: 'host', start: startSession };

function startSession(job: EngineJob): EngineSession {
  let stage = 'start';
  const onStage = (next: string): void => {
    stage = next;
    job.onStage?.(next);
  };
  const child = startChild('root', job.mayAsk);
  let isOver = false;
  child.ended.then(() => {
    isOver = true;
  });
  child.send({ type: 'prepare', scenario: job.scenario, container: job.container });
  return {
    run(object, limits) {
      // One that died before it had the object did not die of it.
      const wasAlive = !isOver;
      child.send({ type: 'capture', object });
      const deadline = startDeadline(limits, () => stage);
      const result = awaitResult(child, { scenario: job.scenario, wasAlive, onStage });
      return Promise.race([result, deadline.passed, aborted(limits.signal)]).finally(deadline.cancel);
    },
    async close() {
      const { code, heard } = await child.close();
      // It could not release everything itself; one that sudo never let in acquired nothing.
      const wasLetIn = heard || process.getuid?.() === 0;
      if (code !== 0 && wasLetIn) await sweepLeftovers(job.mayAsk);
    },
  };
}

/** Removes the containers and folders of sessions whose process is gone. */
async function sweepLeftovers(mayAsk: boolean | undefined): Promise<void> {
  const child = startChild('root', mayAsk);
  child.send({ type: 'sweep' });
  await child.close();
}

interface Awaiting {
  readonly scenario: Scenario;
  /** When it was given the object. */
  readonly wasAlive: boolean;
  readonly onStage: (stage: string) => void;
}

async function awaitResult(
  child: EngineChild,
  { scenario, wasAlive, onStage }: Awaiting,
): Promise<RunResult> {
  for (let reply = await child.next(); reply; reply = await child.next()) {
    if (reply.type === 'stage') onStage(reply.stage);
    const result = readReply(reply, scenario);
    if (result) return result;
  }
  return judgeEnd(await child.ended, wasAlive);
}

function readReply(reply: Reply, scenario: Scenario): RunResult | undefined {
  switch (reply.type) {
    case 'stage':
      return undefined;
    case 'captured':
      return { kind: 'captured', capture: unpackCapture(reply.raw, scenario) };
    case 'refused': {
      const { refusal, kernel, durations, container } = reply;
      return { kind: 'refused', refusal, context: { engine: 'host', kernel, durations, container } };
    }
    case 'error':
      throw sentError(reply.error);
    default:
      throw new Error(`unexpected reply ${reply.type}`);
  }
}

/** The error of a child, as if it had been thrown here. */
export function sentError({ kind, code, message, hint, stack }: SentError): LabError {
  return new LabError({ kind, code, message, hint, cause: stack });
}

/**
 * libbpf can crash on a malformed object: that is the object's fault and a refusal. A child that ends by itself
 * with a code was never let in.
 */
function judgeEnd(end: ChildEnd, wasAlive: boolean): RunResult {
  if (wasAlive && end.signal && CRASHES.has(end.signal)) {
    const context = { engine: 'host', kernel: '', durations: [], container: 'none' } as const;
    return { kind: 'refused', refusal: crashed(end.signal), context };
  }
  throw childFailed(end);
}

const CRASHES: ReadonlySet<NodeJS.Signals> = new Set(['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGFPE', 'SIGILL']);

function crashed(signal: NodeJS.Signals): Refusal {
  const message = `The loader crashed on this object (${signal}): its ELF or BTF data is malformed.`;
  return { stage: 'crash', errno: '', message, verifierLog: '', libbpfLog: '' };
}

/** What a child's unexpected end means, for whoever waited for an answer. */
export function childFailed({ code, signal, said, heard }: ChildEnd): LabError {
  if (process.getuid?.() !== 0 && !heard && !signal) {
    return new LabError({
      kind: 'machine',
      code: 'no-root',
      message: `Loading eBPF needs root, and sudo does not give it${said ? ` (${said.split('\n').at(-1)})` : ''}.`,
      hint: 'Run the command as root, or in a terminal where sudo can ask for your password.',
    });
  }
  return new LabError({
    kind: 'machine',
    code: 'engine-died',
    message: `The engine's process ended unexpectedly (${signal ?? `exit code ${code}`}). ${said}`.trim(),
    hint: 'Run the command again; what was left behind is removed then.',
  });
}

function startDeadline(
  { timeoutMs, since }: RunLimits,
  stage: () => string,
): { readonly passed: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const left = Math.max(0, since + timeoutMs - performance.now());
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut(timeoutMs, stage())), left);
  });
  return { passed, cancel: () => clearTimeout(timer) };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function timedOut(milliseconds: number, stage: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'timeout',
    message: `The run took longer than ${milliseconds / 1000} s; it was at the stage "${stage}".`,
    hint: 'Allow it more with --timeout SECONDS.',
  });
}

function unpackCapture(raw: RawCapture, scenario: Scenario): Capture {
  const { drained, witnessed, elsewhere, object, serial, traced, foreign } = raw;
  return {
    scenario,
    object,
    events: drained.flatMap(({ dataSource, records }): RawEvent[] =>
      unpackRecords(records).map((bytes) => ({ dataSource, bytes })),
    ),
    witnessed: mergeByTime(
      unpackRecords(witnessed).map(decodeWitnessRecord),
      unpackRecords(elsewhere).map(decodeWitnessRecord),
    ),
    lost: raw.witnessLost,
    serial,
    ring: fullestRing(drained),
    traced,
    foreign,
    bootOffset: raw.bootOffset,
    engine: 'host',
    kernel: raw.kernel,
    architecture: raw.architecture,
    durations: raw.durations,
  };
}

/** Records of one ring are nearly in order, but each CPU reserves and reads the clock on its own. */
function mergeByTime(...lists: readonly WitnessRecord[][]): readonly WitnessRecord[] {
  return lists.flat().sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
}

function fullestRing(drained: RawCapture['drained']): Capture['ring'] {
  const rings = drained.map(({ ringSize, peak }) => ({ size: ringSize, peak }));
  return rings.reduce(
    (fullest, ring) => (ring.peak * fullest.size > fullest.peak * ring.size ? ring : fullest),
    {
      size: rings[0]?.size ?? 0,
      peak: 0,
    },
  );
}
