import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { LabError } from '../grader/model/error.ts';
import { buildDirectory } from '../grader/model/project.ts';
import type { NativeBinding } from './binding.ts';

export type NativeVariant = 'Release' | 'Debug';

/**
 * Loads the addon that set-up builds. `LAB_NATIVE=Debug` in the environment picks the build with assertions.
 *
 * @throws LabError `native-missing` where it has not been built, `native-broken` where it cannot be loaded (a
 * shared library is missing, or it was built for another machine).
 */
export function loadNative(variant: NativeVariant = chosenVariant()): NativeBinding {
  const path = join(buildDirectory, 'native', variant, 'gadget_lab.node');
  if (!existsSync(path)) throw missing(variant);
  try {
    const binding: NativeBinding = createRequire(import.meta.url)(path);
    return binding;
  } catch (cause) {
    throw broken(cause);
  }
}

function chosenVariant(): NativeVariant {
  return process.env.LAB_NATIVE === 'Debug' ? 'Debug' : 'Release';
}

function missing(variant: NativeVariant): LabError {
  return new LabError({
    kind: 'machine',
    code: 'native-missing',
    message: `The native part of the lab is not built (${variant}).`,
    hint: variant === 'Release' ? 'npm run setup' : 'make -C native VARIANT=Debug',
  });
}

function broken(cause: unknown): LabError {
  return new LabError({
    kind: 'machine',
    code: 'native-broken',
    message: `The native part of the lab cannot be loaded: ${cause instanceof Error ? cause.message : cause}`,
    hint: 'rm -r build/native && npm run setup',
    cause,
  });
}
