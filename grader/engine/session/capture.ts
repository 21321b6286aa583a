import { release } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { NativeBinding, NativeDrain } from '../../../native/binding.ts';
import { findField } from '../../gadget/decode/find-field.ts';
import type { Refusal, TracerFacts } from '../../model/capture.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { Disposal } from './disposal.ts';
import {
  attachGadget,
  drainTracer,
  factsOf,
  loadGadget,
  type OpenedGadget,
  openGadget,
  passFilter,
} from './learner.ts';
import type { Drained, RawCapture } from './messages.ts';
import { phaseScripts, script, staleScript } from './script.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Testbed } from './testbed.ts';

interface Session {
  readonly native: NativeBinding;
  readonly scenario: Scenario;
  readonly testbed: Testbed;
  readonly disposal: Disposal;
  readonly stopwatch: Stopwatch;
}

export type CaptureOutcome =
  | { readonly kind: 'captured'; readonly raw: RawCapture }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Open → load → attach → trigger → drain: one run of one object on a testbed that stands. */
export async function capture(bytes: Uint8Array, session: Session): Promise<CaptureOutcome> {
  const { native, testbed, disposal, stopwatch } = session;
  const opened = await stopwatch.time('open', () => openGadget(native, bytes, disposal));
  if (opened.kind === 'refused') return opened;
  const gadget = opened.value;
  const refusal =
    (await stopwatch.time('load', () =>
      loadGadget(gadget, { filtered: true, architecture: process.arch }),
    )) ?? (await stopwatch.time('attach', () => arm(gadget, testbed)));
  if (refusal) return { kind: 'refused', refusal };
  const drains = gadget.tracers.map((tracer) => ({ tracer, drain: drainTracer(gadget.object, tracer) }));
  const serial = !gadget.tracers.some(hasProcess);
  await stopwatch.time('fill the ring', () =>
    wearIn(
      session,
      gadget,
      drains.map(({ drain }) => drain),
    ),
  );
  await stopwatch.time('trigger', () =>
    playAll(
      session,
      gadget,
      drains.map(({ drain }) => drain),
      serial,
    ),
  );
  return {
    kind: 'captured',
    raw: await stopwatch.time('drain', () => collect(session, gadget, drains, serial)),
  };
}

/** The witness forgets before the gadget listens: whatever the gadget reports, the witness has seen. */
function arm(gadget: OpenedGadget, testbed: Testbed): Refusal | undefined {
  const broken = passFilter(gadget.object, testbed.traced.facts.mntns);
  if (broken) return broken;
  testbed.witness.attach();
  testbed.witness.begin();
  return attachGadget(gadget);
}

/** More would take longer than it is worth; a ring that large is not worn in whole. */
const MOST_STALE_CALLS = 60_000;

/**
 * A new ring is all zeros, and a member that the program forgets to set looks right where zero is right. So the ring
 * is filled once, with other values, before anything counts: reserved memory then holds old events, as it does in
 * any gadget that has run for a while.
 */
async function wearIn(session: Session, gadget: OpenedGadget, drains: readonly NativeDrain[]): Promise<void> {
  const [player] = session.testbed.players;
  const budget = burstBudget(gadget);
  // Half a ring at a time, two system calls each, and one burst more than fills it.
  const bursts = Math.min(3, Math.ceil(MOST_STALE_CALLS / budget));
  for (let burst = 0; burst < bursts; burst++) {
    await player?.play(staleScript(Math.max(1, Math.min(budget, MOST_STALE_CALLS) >> 1)));
    for (const drain of drains) drain.flush();
  }
  for (const drain of drains) drain.take();
  session.testbed.witness.begin();
}

/** Without the process in the event, events can only be paired by time: nothing may run side by side then. */
function hasProcess({ struct }: TracerFacts): boolean {
  return findField(struct, { inside: 'gadget_process', name: 'tid' }) !== undefined;
}

async function playAll(
  session: Session,
  gadget: OpenedGadget,
  drains: readonly NativeDrain[],
  serial: boolean,
): Promise<void> {
  const { scenario, testbed } = session;
  const noise = script(scenario.noise, false);
  const makeNoise = (): Promise<unknown> => Promise.all(testbed.noise.map((player) => player.play(noise)));
  for (const phase of scenario.phases) {
    const player = testbed.players[phase.user];
    if (!player) throw new Error(`phase of unknown user ${phase.user}`);
    const noiseBeside = serial ? undefined : makeNoise();
    for (const burst of phaseScripts(phase, burstBudget(gadget), serial)) {
      await player.play(burst);
      for (const drain of drains) drain.flush();
    }
    await (noiseBeside ?? makeNoise());
  }
}

/** Calls that fill at most half of the smallest ring, if each makes one event of the largest struct. */
function burstBudget({ object, tracers }: OpenedGadget): number {
  const rings = tracers.map(({ map, struct }) => {
    const size = object.maps.find(({ name }) => name === map)?.maxEntries ?? 0;
    return Math.floor(size / 2 / recordSize(struct.size));
  });
  return Math.max(1, Math.min(...rings));
}

/** A ring buffer record: an 8-byte header and the event, rounded up to 8 bytes. */
function recordSize(eventSize: number): number {
  return (8 + eventSize + 7) & ~7;
}

async function collect(
  { native, testbed, stopwatch }: Session,
  gadget: OpenedGadget,
  drains: readonly { readonly tracer: TracerFacts; readonly drain: NativeDrain }[],
  serial: boolean,
): Promise<RawCapture> {
  for (const { drain } of drains) drain.flush();
  // A record that the host's noise had only reserved a moment ago holds back those behind it.
  await setImmediate();
  const drained = drains.map(({ tracer, drain }) => takeDrain(tracer, drain));
  const { witnessed, elsewhere, lost } = testbed.witness.end();
  return {
    object: factsOf(gadget),
    drained,
    witnessed,
    elsewhere,
    // Events that our own memory limit cut off are lost on our side, too.
    witnessLost: lost + drained.reduce((sum, { dropped }) => sum + dropped, 0),
    serial,
    traced: testbed.traced.facts,
    foreign: testbed.foreign.facts,
    bootOffset: native.bootOffset(),
    kernel: release(),
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    durations: stopwatch.durations,
  };
}

function takeDrain(tracer: TracerFacts, drain: NativeDrain): Drained {
  drain.flush();
  const { ringSize, peak, dropped } = drain.statistics();
  const records = drain.take() ?? new Uint8Array();
  return { dataSource: tracer.dataSource, records, ringSize, peak, dropped: Number(dropped) };
}
