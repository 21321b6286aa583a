import type { ModuleValue, ProcessedEvent } from '../../model/module.ts';
import { LiveGadget } from '../live/live-gadget.ts';
import { observeModule } from '../observe.ts';
import { startGadget } from '../running.ts';
import { ModuleFailure } from '../wasm/host.ts';
import type { RunningJob, Surroundings } from './job.ts';

/** Bytes, roughly, that a module may put into all events of a run together; the course's needs some hundred KiB. */
const VALUES_LIMIT = 64 * 1024 ** 2;

/** For grading: tells of each event what the module made of it. */
export async function startObserving({
  order: { tracers, bootOffset },
  containers,
  output,
  load,
  tellMade,
}: Surroundings): Promise<RunningJob> {
  const gadget = new LiveGadget(tracers);
  const observer = observeModule(gadget);
  tellMade(() => ({ fields: observer.fields, subscriptions: observer.subscriptions }));
  const containerOf = (mntns: bigint) => containers.get(mntns);
  const running = await startGadget(gadget, { bootOffset, containerOf, onLeftOut: () => {} }, load);
  let room = VALUES_LIMIT;
  return {
    header: '',
    push(event) {
      const processed = observer.push(running, event);
      room -= sizeOf(processed);
      if (room < 0) throw tooMuch();
      output.addEvent(processed);
    },
    stop: () => running.stop(),
  };
}

function sizeOf({ values }: ProcessedEvent): number {
  return Object.entries(values).reduce((sum, [name, value]) => sum + name.length + sizeOfValue(value), 0);
}

/** What a value takes besides its content, roughly. */
const OVERHEAD = 16;

function sizeOfValue(value: ModuleValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length + OVERHEAD : OVERHEAD;
}

function tooMuch(): ModuleFailure {
  const message = `The module put more than ${VALUES_LIMIT / 1024 ** 2} MiB into the events.`;
  return new ModuleFailure('output', message, 'callback');
}
