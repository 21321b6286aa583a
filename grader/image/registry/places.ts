import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where the local registry keeps what must outlive a command. Absolute paths. */
export interface RegistryPlaces {
  readonly folder: string;
  /** What runs where, see `state.ts`. */
  readonly state: string;
  readonly config: string;
  /** The images, in the distribution registry's own layout. */
  readonly data: string;
  readonly log: string;
}

/** Below `$XDG_STATE_HOME/gadget-lab/registry`, else `~/.local/state/gadget-lab/registry`. */
export function registryPlaces(): RegistryPlaces {
  const base = process.env.XDG_STATE_HOME;
  // The XDG specification tells to ignore a relative path.
  const root = base && isAbsolute(base) ? base : join(homedir(), '.local', 'state');
  return placesIn(join(root, 'gadget-lab', 'registry'));
}

/** @param folder Absolute. */
export function placesIn(folder: string): RegistryPlaces {
  const at = (name: string): string => join(folder, name);
  return {
    folder,
    state: at('state.json'),
    config: at('config.yml'),
    data: at('data'),
    log: at('registry.log'),
  };
}
