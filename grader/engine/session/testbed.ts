import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NativeBinding } from '../../../native/binding.ts';
import type { ContainerUser, Scenario } from '../../model/scenario.ts';
import { mountNamespaceOf } from '../container/namespace.ts';
import { type Container, type ContainerRuntime, OPENER_IN_CONTAINER } from '../container/runtime.ts';
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
  disposal.defer('the run directory', () => removeRunDirectory(directory));
  disposal.defer('the containers', () => runtime.removeAll({ session, directory }));
  const context = { session, directory, opener: openerPath() };
  const [traced, foreign] = await stopwatch.time('container', () =>
    Promise.all([runtime.start(context, 'traced'), runtime.start(context, 'foreign')]),
  );
  const hostFolder = join(directory, 'host');
  await mkdir(hostFolder);
  const play = async (command: Player | Promise<Player>): Promise<Player> => {
    const player = await command;
    disposal.defer('a player', () => player.close());
    return player;
  };
  const inside = (container: Container, user: ContainerUser): Promise<Player> =>
    play(startPlayer(container.exec(user, [OPENER_IN_CONTAINER, 'play']), directory));
  return stopwatch.time('players', async () => ({
    traced,
    foreign,
    players: await Promise.all(scenario.users.map((user) => inside(traced, user))),
    noise: [await inside(foreign, ROOT), await play(startPlayer([openerPath(), 'play'], hostFolder))],
  }));
}
