import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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

const ROOT: ContainerUser = { uid: 0, gid: 0 };

export async function setUpTestbed(needs: Needs): Promise<Testbed> {
  const { native, disposal, stopwatch } = needs;
  const [witness, containers] = await allOf([
    stopwatch.time('witness', () => startWitness(native, disposal)),
    startContainers(needs),
  ]);
  witness.watch(containers.traced.facts.mntns, 'traced');
  witness.watch(containers.foreign.facts.mntns, 'foreign');
  witness.watch(await mountNamespaceOf('self'), 'host');
  return { witness, ...containers };
}

async function startContainers(needs: Needs): Promise<Omit<Testbed, 'witness'>> {
  const { runtime, disposal, stopwatch, scenario } = needs;
  const { id: session, path: directory } = await createRunDirectory(runtime.name);
  disposal.defer('the containers', async () => {
    // In this order: as long as a container is left, the folder is what the next command finds it by.
    await runtime.removeAll({ session, directory });
    await removeRunDirectory(directory);
  });
  const context = { session, directory, opener: openerPath() };
  const [traced, foreign] = await stopwatch.time('container', () =>
    allOf([runtime.start(context, 'traced'), runtime.start(context, 'foreign')]),
  );
  const hostFolder = join(directory, 'host');
  await mkdir(hostFolder);
  const play = async (command: ExecCommand, cwd: string): Promise<Player> => {
    const player = await startPlayer(command, cwd);
    disposal.defer('a player', () => player.close());
    return player;
  };
  const inside = (container: Container, user: ContainerUser): Promise<Player> =>
    play(container.exec(user, [OPENER_IN_CONTAINER, 'play']), directory);
  const players = allOf(scenario.users.map((user) => inside(traced, user)));
  const noise = allOf([inside(foreign, ROOT), play([openerPath(), 'play'], hostFolder)]);
  const [traces, noises] = await stopwatch.time('players', () => allOf([players, noise]));
  return { traced, foreign, players: traces, noise: noises };
}

/** Like Promise.all, but a failure waits for the others: by then each has acquired and registered all it will. */
async function allOf<const T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [Key in keyof T]: Awaited<T[Key]> }> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
