import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { NativeBinding } from '../../../native/binding.ts';
import type { ContainerUser, Scenario } from '../../model/scenario.ts';
import { mountNamespaceOf } from '../container/namespace.ts';
import {
  type Container,
  type ContainerRuntime,
  type ExecCommand,
  OPENER_IN_CONTAINER,
} from '../container/runtime.ts';
import { openerPath } from '../opener.ts';
import { createRunDirectory, removeRunDirectory } from '../run-directory.ts';
import type { Disposal } from './disposal.ts';
import { type Player, startPlayer } from './player.ts';
import type { Stopwatch } from './stopwatch.ts';
import { startWitness, type Witness } from './witness.ts';

/** Everything that a scenario is played on: it comes up while the learner's program is still being compiled. */
export interface Testbed {
  readonly witness: Witness;
  readonly traced: Container;
  readonly foreign: Container;
  /** One player in the traced container for each of the scenario's users, in their order. */
  readonly players: readonly Player[];
  /** Players in the foreign container and on the host. */
  readonly noise: readonly Player[];
}

interface Needs {
  readonly native: NativeBinding;
  readonly runtime: ContainerRuntime;
  readonly scenario: Scenario;
  readonly disposal: Disposal;
  readonly stopwatch: Stopwatch;
}

/** A runtime that hangs is not waited for any longer than that. */
const STARTING_LIMIT_MS = 3000;

const ROOT: ContainerUser = { uid: 0, gid: 0 };

export async function setUpTestbed(needs: Needs): Promise<Testbed> {
  const { native, disposal, stopwatch } = needs;
  // Both run at once; if one fails, the other must still have registered its releases before disposal.
  const [witness, containers] = await Promise.allSettled([
    stopwatch.time('witness', () => startWitness(native, disposal)),
    startContainers(needs),
  ]);
  if (witness.status === 'rejected') throw witness.reason;
  if (containers.status === 'rejected') throw containers.reason;
  const { traced, foreign } = containers.value;
  witness.value.watch(traced.facts.mntns, 'traced');
  witness.value.watch(foreign.facts.mntns, 'foreign');
  witness.value.watch(await mountNamespaceOf('self'), 'host');
  return { witness: witness.value, ...containers.value };
}

async function startContainers(needs: Needs): Promise<Omit<Testbed, 'witness'>> {
  const { runtime, disposal, stopwatch, scenario } = needs;
  const { id: session, path: directory } = await createRunDirectory(runtime.name);
  // What is being started cannot be removed yet: a removal that did not wait would miss it.
  const underway: Promise<unknown>[] = [];
  disposal.defer('the containers', async () => {
    await Promise.race([Promise.allSettled(underway), setTimeout(STARTING_LIMIT_MS)]);
    // In this order: as long as a container is left, the folder is what the next command finds it by.
    await runtime.removeAll({ session, directory });
    await removeRunDirectory(directory);
  });
  const context = { session, directory, opener: openerPath() };
  const starting = [runtime.start(context, 'traced'), runtime.start(context, 'foreign')] as const;
  underway.push(...starting);
  const [traced, foreign] = await stopwatch.time('container', () => Promise.all(starting));
  const hostFolder = join(directory, 'host');
  await mkdir(hostFolder);
  const play = (command: ExecCommand, cwd: string): Promise<Player> => {
    const starting = startPlayer(command, cwd).then((player) => {
      disposal.defer('a player', () => player.close());
      return player;
    });
    underway.push(starting);
    return starting;
  };
  const inside = (container: Container, user: ContainerUser): Promise<Player> =>
    play(container.exec(user, [OPENER_IN_CONTAINER, 'play']), directory);
  const players = Promise.all(scenario.users.map((user) => inside(traced, user)));
  const noise = Promise.all([inside(foreign, ROOT), play([openerPath(), 'play'], hostFolder)]);
  const [traces, noises] = await stopwatch.time('players', () => Promise.all([players, noise]));
  return { traced, foreign, players: traces, noise: noises };
}
