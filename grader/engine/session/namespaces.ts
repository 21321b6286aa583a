import { setTimeout } from 'node:timers/promises';
import {
  isFailure,
  type NativeBinding,
  type NativeDrain,
  type NativeObject,
} from '../../../native/binding.ts';
import type { ContainerFacts } from '../../model/capture.ts';
import { RUNTIMES } from '../container/choose.ts';
import { type FirstProcess, isOfCheck } from '../container/runtime.ts';
import { unpackRecords } from '../unpack.ts';
import type { Disposal } from './disposal.ts';
import { must, openHelperProgram } from './helper-program.ts';
import { kernelRefused } from './kernel-error.ts';
import { FILTER_MAP, passFilter } from './learner.ts';
import type { Reply } from './messages.ts';
import { namespaceKey } from './namespace-key.ts';
import { type Newcomer, readNewcomer } from './newcomer.ts';

/** How long a new mount namespace may take to become a container with a name. */
const NAMING_LIMIT_MS = 500;
const RETRY_MS = 25;
const LAST_EVENTS_MS = 100;
const NEWCOMERS_LIMIT = 1 << 20;

interface Needs {
  readonly native: NativeBinding;
  readonly disposal: Disposal;
  readonly send: (reply: Reply) => void;
  readonly gadget: NativeObject;
  readonly filtered: boolean;
  /** Whether every event tells its mount namespace. */
  readonly namespaceKnown: boolean;
  /** Only this container, if given. */
  readonly containerName: string | undefined;
  readonly hostNamespaces: readonly bigint[];
}

interface Deciding extends Needs {
  /** Namespaces whose first process has ended, by their number. */
  readonly ended: ReadonlySet<bigint>;
}

/**
 * Lets the containers that run now, and those that start later, through the gadget's filter, and says their names.
 * New ones are seen by the kernel at their first exec, before any runtime speaks of them.
 */
export async function watchNamespaces(needs: Needs): Promise<void> {
  const newcomers = await startNewcomers(needs);
  let seen: NativeDrain | undefined;
  const ended = new Set<bigint>();
  const settleNewcomers = (): void => {
    for (const record of unpackRecords(seen?.take() ?? new Uint8Array())) {
      const newcomer = readNewcomer(record);
      if (newcomer.gone) ended.add(newcomer.mntns);
      else ended.delete(newcomer.mntns);
      // Without an answer it stays nameless; the run itself goes on.
      settle(newcomer, { ...needs, ended }).catch(() =>
        needs.send({ type: 'notContainer', mntns: newcomer.mntns }),
      );
    }
  };
  const drain = newcomers.drain('newcomers', NEWCOMERS_LIMIT, settleNewcomers);
  if (isFailure(drain)) throw kernelRefused(drain);
  seen = drain;
  settleNewcomers();
  // Listed after the watch began: nothing can start in between unseen.
  for (const facts of await listAll()) decide(facts.mntns, facts, { ...needs, ended });
}

async function startNewcomers(needs: Needs): Promise<NativeObject> {
  const newcomers = await openHelperProgram('newcomers', needs.gadget, needs);
  const namespaces = new BigUint64Array(2);
  namespaces.set(needs.hostNamespaces.slice(0, 2));
  must(newcomers.setConstant('host_namespaces', new Uint8Array(namespaces.buffer)));
  // Strangers are dropped later, by their events' namespace; where events do not tell it, they must not come in.
  const admit = needs.filtered && (needs.containerName === undefined || needs.namespaceKnown);
  must(newcomers.setConstant('admit', Uint8Array.of(admit ? 1 : 0)));
  must(newcomers.load());
  must(newcomers.attach());
  return newcomers;
}

async function listAll(): Promise<readonly ContainerFacts[]> {
  return (await Promise.all(RUNTIMES.map((runtime) => runtime.list()))).flat();
}

async function settle(first: Newcomer, needs: Deciding): Promise<void> {
  // Its last events may still be on their way.
  if (first.gone) await setTimeout(LAST_EVENTS_MS);
  needs.send({ type: 'newcomer', mntns: first.mntns });
  if (first.gone) return;
  const end = Date.now() + NAMING_LIMIT_MS;
  do {
    const facts = await identify(first);
    if (facts) return decide(first.mntns, facts, needs);
    await setTimeout(RETRY_MS);
  } while (Date.now() < end);
  decide(first.mntns, undefined, needs);
}

async function identify(first: FirstProcess): Promise<ContainerFacts | undefined> {
  const found = await Promise.all(RUNTIMES.map((runtime) => runtime.identify(first)));
  return found.find((facts) => facts !== undefined);
}

/** Whoever watches their gadget while `lab watch` checks it is not interested in the checks' own thousands of opens. */
function isWanted(facts: ContainerFacts, containerName: string | undefined): boolean {
  return containerName === undefined ? !isOfCheck(facts) : facts.name === containerName;
}

function decide(mntns: bigint, facts: ContainerFacts | undefined, needs: Deciding): void {
  const { gadget, containerName, filtered, send, ended } = needs;
  if (facts && isWanted(facts, containerName)) {
    // A container that has ended meanwhile keeps its name, but its number must not let the next one's set-up pass.
    if (filtered && !ended.has(mntns)) passFilter(gadget, mntns);
    send({ type: 'container', facts });
    return;
  }
  if (filtered) gadget.deleteMapKey(FILTER_MAP, namespaceKey(mntns));
  send({ type: 'notContainer', mntns });
}
