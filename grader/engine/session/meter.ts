import { isFailure, type NativeBinding } from '../../../native/binding.ts';
import type { Disposal } from './disposal.ts';
import { must, openHelperProgram } from './helper-program.ts';
import type { OpenedGadget } from './learner.ts';

export interface Meter {
  /** Stops counting; how many opens the gadget's filter let through since the start. */
  stop(): bigint;
}

interface Needs {
  readonly native: NativeBinding;
  readonly disposal: Disposal;
  readonly gadget: OpenedGadget;
  readonly filtered: boolean;
}

/**
 * Counts what the gadget should report. It is attached after the gadget and detached before it, so whatever it
 * counts the gadget has seen. Undefined where the gadget traces anything but `open` and `openat`.
 */
export async function startMeter({ native, disposal, gadget, filtered }: Needs): Promise<Meter | undefined> {
  const traced = gadget.object.programs.map(({ section }) => section);
  const meter = await openHelperProgram('meter', gadget.object, { native, disposal });
  const countable = meter.programs.map(({ section }) => section);
  if (!traced.every((section) => countable.includes(section))) return undefined;
  for (const { name, section } of meter.programs) must(meter.setAutoload(name, traced.includes(section)));
  must(meter.setConstant('filtered', Uint8Array.of(filtered ? 1 : 0)));
  must(meter.load());
  must(meter.attach());
  return {
    stop() {
      meter.detach();
      const perCpu = meter.lookupMap('made', Buffer.alloc(4));
      if (!perCpu || isFailure(perCpu)) throw new Error('the meter has no counter');
      return sum(perCpu);
    },
  };
}

function sum(perCpu: Uint8Array): bigint {
  const values = new BigUint64Array(perCpu.slice().buffer);
  return values.reduce((total, value) => total + value, 0n);
}
