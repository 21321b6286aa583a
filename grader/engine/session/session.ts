import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { NativeBinding } from '../../../native/binding.ts';
import type { DeclaredParams } from '../../gadget/metadata/metadata.ts';
import type { Refusal, RunContext } from '../../model/capture.ts';
import { LabError } from '../../model/error.ts';
import type { Scenario } from '../../model/scenario.ts';
import { chooseRuntime, RUNTIMES } from '../container/choose.ts';
import { mountNamespaceOf } from '../container/namespace.ts';
import { removeOrphanCgroups } from '../container/orphan-cgroups.ts';
import type { ContainerChoice } from '../engine.ts';
import { findOrphans, isSessionAlive, type Orphan, removeRunDirectory } from '../run-directory.ts';
import { capture } from './capture.ts';
import type { Disposal } from './disposal.ts';
import { type Following, follow } from './follow.ts';
import { kernelRefused } from './kernel-error.ts';
import { openGadget, paramsOf } from './learner.ts';
import type { FollowOptions, Reply, Request } from './messages.ts';
import { Stopwatch } from './stopwatch.ts';
import { setUpTestbed, type Testbed } from './testbed.ts';

export interface SessionNeeds {
  readonly native: NativeBinding;
  readonly disposal: Disposal;
  readonly send: (reply: Reply) => void;
}

const SET_UP_LIMIT_MS = 3000;

/** What one child process does: prepare once, then capture once. */
export class Session {
  readonly #native: NativeBinding;
  readonly #disposal: Disposal;
  readonly #send: (reply: Reply) => void;
  readonly #stopwatch: Stopwatch;
  readonly #setUps: Promise<unknown>[] = [];
  #following: Following | undefined;
  /** The end has begun: what is attached is about to go, and what is recorded from then on is not whole. */
  #ending = false;
  #prepared: Promise<{ readonly testbed: Testbed; readonly scenario: Scenario }> | undefined;

  constructor({ native, disposal, send }: SessionNeeds) {
    this.#native = native;
    this.#disposal = disposal;
    this.#send = send;
    this.#stopwatch = new Stopwatch((stage) => send({ type: 'stage', stage }));
  }

  async serve(request: Request): Promise<void> {
    if (this.#ending) return;
    switch (request.type) {
      case 'prepare':
        this.#prepared = this.#prepare(request.scenario, request.container);
        this.#setUps.push(this.#prepared);
        await this.#prepared;
        return;
      case 'capture':
        await this.#capture(request.object);
        return;
      case 'describe':
        this.#describe(request.object, request.declared);
        return;
      case 'follow':
      case 'sweep': {
        const setUp =
          request.type === 'sweep' ? this.#enter() : this.#follow(request.object, request.options);
        this.#setUps.push(setUp);
        await setUp;
      }
    }
  }

  /**
   * Waits until nothing is being set up: what is half acquired cannot be released yet. A runtime that hangs is not
   * waited for any longer than a few seconds.
   */
  async settle(): Promise<void> {
    await Promise.race([Promise.allSettled(this.#setUps), setTimeout(SET_UP_LIMIT_MS)]);
  }

  /** Nothing is begun any more, and what a capture that runs recorded is not sent: half of it would look like all. */
  abandon(): void {
    this.#ending = true;
  }

  /** The last words of a session that follows; others have none. */
  finish(): void {
    this.#following?.finish();
  }

  async #prepare(scenario: Scenario, choice: ContainerChoice) {
    await this.#enter();
    const runtime = await chooseRuntime(choice);
    const testbed = await setUpTestbed({
      native: this.#native,
      runtime,
      scenario,
      disposal: this.#disposal,
      stopwatch: this.#stopwatch,
    });
    return { testbed, scenario };
  }

  async #follow(object: Uint8Array, options: FollowOptions): Promise<void> {
    const machine = await mountNamespaceOf('self');
    await this.#enter();
    const hostNamespaces = [machine, await mountNamespaceOf('self')];
    const outcome = await follow(object, options, {
      native: this.#native,
      disposal: this.#disposal,
      send: this.#send,
      hostNamespaces,
    });
    if ('finish' in outcome) this.#following = outcome;
    else this.#refuse(outcome, 'none');
  }

  /** Needs no rights at all: the object is only opened. */
  #describe(object: Uint8Array, declared: DeclaredParams): void {
    const opened = openGadget(this.#native, object, this.#disposal);
    if (opened.kind === 'refused') this.#refuse(opened.refusal, 'none');
    else this.#send({ type: 'described', params: paramsOf(opened.value, declared) });
  }

  async #enter(): Promise<void> {
    requireBtf();
    const refused = this.#native.enterMountNamespace();
    if (refused) throw kernelRefused(refused);
    await sweep();
  }

  #refuse(refusal: Refusal, container: RunContext['container']): void {
    const { durations } = this.#stopwatch;
    this.#send({ type: 'refused', refusal, kernel: release(), container, durations });
  }

  async #capture(object: Uint8Array): Promise<void> {
    // A failed preparation has been reported by the request that asked for it.
    const prepared = await this.#prepared?.catch(() => undefined);
    if (!prepared || this.#ending) return;
    const outcome = await capture(object, {
      native: this.#native,
      disposal: this.#disposal,
      stopwatch: this.#stopwatch,
      ...prepared,
    });
    if (this.#ending) return;
    if (outcome.kind === 'captured') this.#send({ type: 'captured', raw: outcome.raw });
    else this.#refuse(outcome.refusal, prepared.testbed.traced.facts.runtime);
  }
}

/** Removes what killed sessions left: their containers first, then their folders. */
async function sweep(): Promise<void> {
  for (const orphan of await findOrphans()) {
    // What cannot be removed now stays for the next command; it is no reason not to judge.
    await removeOrphan(orphan).catch(() => undefined);
  }
  await removeOrphanCgroups(isSessionAlive);
}

async function removeOrphan({ id, path, runtime }: Orphan): Promise<void> {
  const owner = RUNTIMES.find(({ name }) => name === runtime);
  await owner?.removeAll({ session: id, directory: path });
  await removeRunDirectory(path);
}

function requireBtf(): void {
  if (existsSync('/sys/kernel/btf/vmlinux')) return;
  throw new LabError({
    kind: 'machine',
    code: 'no-btf',
    message: 'This kernel does not describe its types (/sys/kernel/btf/vmlinux is missing).',
    hint: 'Boot a kernel with CONFIG_DEBUG_INFO_BTF=y; the kernels of Debian 12 and Ubuntu 22.04 have it.',
  });
}
