import { type GadgetMetadata, NO_METADATA } from '../metadata/metadata.ts';

/** What a module gets for its parameters, by key, where nobody gives any: what gadget.yaml says, or nothing. */
export function moduleDefaults({ params }: GadgetMetadata = NO_METADATA): Readonly<Record<string, string>> {
  return Object.fromEntries(params.wasm.map(({ id, key, defaultValue }) => [key || id, defaultValue]));
}
