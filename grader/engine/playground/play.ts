import { exclusively } from '../../process/exclusive.ts';
import { startChild } from '../child.ts';
import { chooseRuntime } from '../container/choose.ts';
import type { Container, ContainerRuntime } from '../container/runtime.ts';
import type { ContainerChoice } from '../engine.ts';
import { openerPath } from '../opener.ts';
import { createRunDirectory, removeRunDirectory } from '../run-directory.ts';
import { Disposal } from '../session/disposal.ts';
import { attach } from './attach.ts';
import { type Inside, insideCommand } from './inside.ts';
import { freeName } from './name.ts';
import { systemRefused } from './system-refused.ts';

export interface Playground extends Inside {
  readonly container: ContainerChoice;
  /** What the container is to be called; undefined where the lab may choose. */
  readonly name: string | undefined;
  readonly signal: AbortSignal;
  /** Called when the container is there, before anything runs in it. */
  readonly onReady: (name: string) => void;
}

const ROOT = { uid: 0, gid: 0 } as const;

/**
 * Runs a command, or the shell, in a busybox container made for it, as checks make theirs. Needs root: this very
 * process owns the container, because a terminal cannot go through the frames of the engine's child.
 * @returns the command's exit code
 * @throws LabError what keeps it from running; the signal's reason where it was interrupted
 */
export async function play(playground: Playground): Promise<number> {
  // What a killed one left goes first: its name is free then.
  const [runtime] = await Promise.all([chooseRuntime(playground.container), sweepLeftovers()]);
  const disposal = new Disposal();
  try {
    return await playIn(await startNamed(playground, runtime, disposal), playground, disposal);
  } finally {
    await releaseAll(disposal);
  }
}

async function playIn(container: Container, playground: Playground, disposal: Disposal): Promise<number> {
  const { signal, onReady, terminal } = playground;
  signal.throwIfAborted();
  const { name } = container.facts;
  onReady(name);
  const command = container.exec(ROOT, insideCommand(playground, name), terminal ? 'terminal' : undefined);
  const code = await attach(command, signal, () => disposal.dispose());
  signal.throwIfAborted();
  return code;
}

/** @throws what the runtime says of a container that it does not remove */
async function releaseAll(disposal: Disposal): Promise<void> {
  const [failed] = await disposal.dispose();
  if (failed) throw failed.cause;
}

/** One after another: two that start at once must not choose the same name. */
function startNamed(
  { name: wished, signal }: Playground,
  runtime: ContainerRuntime,
  disposal: Disposal,
): Promise<Container> {
  return exclusively('the names of containers to play in', signal, async () => {
    const name = await freeName(wished);
    const { id: session, path: directory } = await createRunDirectory(runtime.name).catch(systemRefused);
    disposal.defer('the container', async () => {
      // In this order: as long as the container is left, the folder is what the next command finds it by.
      await runtime.removeAll({ session, directory });
      await removeRunDirectory(directory);
    });
    return runtime.start({ session, directory, opener: openerPath() }, 'busybox', name);
  });
}

/** What cannot be removed now stays for the next command. */
async function sweepLeftovers(): Promise<void> {
  const child = startChild();
  child.send({ type: 'sweep' });
  await child.close();
}
