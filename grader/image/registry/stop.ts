import { exclusively } from '../../process/exclusive.ts';
import { removeContainer } from './container.ts';
import { registryPlaces } from './places.ts';
import { stopProgram } from './program.ts';
import { type RegistryRunner, readState, writeState } from './state.ts';
import { registryStatus } from './status.ts';

/** Stops the local registry and waits for its end; the images stay. False where none was running. */
export function stopRegistry(signal?: AbortSignal): Promise<boolean> {
  const places = registryPlaces();
  return exclusively(places.folder, signal, async () => {
    const { running } = await registryStatus(places);
    const state = await readState(places);
    if (state?.runner) {
      await endRunner(state.runner);
      await writeState(places, { port: state.port });
    }
    return running;
  });
}

/** Also for one that has ended by itself, of which docker keeps the remains. */
export async function endRunner(runner: RegistryRunner): Promise<void> {
  await (runner.kind === 'program' ? stopProgram(runner) : removeContainer(runner));
}
