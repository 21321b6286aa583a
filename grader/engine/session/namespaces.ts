import { setTimeout } from 'node:timers/promises';
import {
  isFailure,
  type NativeBinding,
  type NativeDrain,
  type NativeObject,
} from '../../../native/binding.ts';
import type { ContainerFacts } from '../../model/capture.ts';
import { RUNTIMES } from '../container/choose.ts';
import { unpackRecords } from '../unpack.ts';
import type { Disposal } from './disposal.ts';
import { must, openHelperProgram } from './helper-program.ts';
import { kernelRefused } from './kernel-error.ts';
import { FILTER_MAP, passFilter } from './learner.ts';
import type { Reply } from './messages.ts';

/** How long a new mount namespace may take to become a container with a name. */
const NAMING_LIMIT_MS = 500;
const RETRY_MS = 25;

interface Needs {
  readonly native: NativeBinding;
  readonly disposal: Disposal;
  readonly send: (reply: Reply) => void;
  readonly gadget: NativeObject;
  readonly filtered: boolean;
  /** Only this container, if given. */
  readonly containerName: string | undefined;
  readonly hostNamespaces: readonly bigint[];
}

/**
 * Lets the containers that run now, and those that start later, through the gadget's filter, and says their names.
 * New ones are seen by the kernel at their first exec, before any runtime speaks of them.
 */
export async function watchNamespaces(needs: Needs): Promise<void> {
  const newcomers = await openHelperProgram('newcomers', needs.gadget, needs);
  const namespaces = new BigUint64Array(2);
  namespaces.set(needs.hostNamespaces.slice(0, 2));
  must(newcomers.setConstant('host_namespaces', new Uint8Array(namespaces.buffer)));
  // With a name given, strangers must not fill the ring for as long as their name is looked up.
  const admit = needs.filtered && needs.containerName === undefined;
  must(newcomers.setConstant('admit', Uint8Array.of(admit ? 1 : 0)));
  must(newcomers.load());
  must(newcomers.attach());
  const running = new ContainerList();
  for (const mntns of needs.hostNamespaces) needs.send({ type: 'notContainer', mntns });
  let seen: NativeDrain | undefined;
  const settleNewcomers = (): void => {
    for (const record of unpackRecords(seen?.take() ?? new Uint8Array())) {
      void settle(Buffer.from(record).readBigUInt64LE(), running, needs);
    }
  };
  const drain = newcomers.drain('newcomers', 1 << 20, settleNewcomers);
  if (isFailure(drain)) throw kernelRefused(drain);
  seen = drain;
  // Listed after the watch began: nothing can start in between unseen.
  for (const facts of await running.read()) decide(facts.mntns, facts, needs);
}

async function settle(mntns: bigint, running: ContainerList, needs: Needs): Promise<void> {
  const end = Date.now() + NAMING_LIMIT_MS;
  do {
    const found = (await running.read()).find((facts) => facts.mntns === mntns);
    if (found) return decide(mntns, found, needs);
    await setTimeout(RETRY_MS);
  } while (Date.now() < end);
  decide(mntns, undefined, needs);
}

function decide(mntns: bigint, facts: ContainerFacts | undefined, needs: Needs): void {
  const { gadget, containerName, filtered, send } = needs;
  const wanted = facts && (containerName === undefined || facts.name === containerName);
  if (wanted) {
    if (filtered) passFilter(gadget, mntns);
    send({ type: 'container', facts });
    return;
  }
  const key = Buffer.alloc(8);
  key.writeBigUInt64LE(mntns);
  if (filtered) gadget.deleteMapKey(FILTER_MAP, key);
  send({ type: 'notContainer', mntns });
}

/** Questions to the runtimes take tens of milliseconds: whoever asks meanwhile shares the answer. */
class ContainerList {
  #reading: Promise<readonly ContainerFacts[]> | undefined;

  read(): Promise<readonly ContainerFacts[]> {
    this.#reading ??= this.#ask().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #ask(): Promise<readonly ContainerFacts[]> {
    return (await Promise.all(RUNTIMES.map((runtime) => runtime.list()))).flat();
  }
}
