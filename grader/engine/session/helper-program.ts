import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failure, isFailure, type NativeBinding, type NativeObject } from '../../../native/binding.ts';
import { buildDirectory } from '../../model/project.ts';
import type { Disposal } from './disposal.ts';
import { kernelRefused } from './kernel-error.ts';
import { FILTER_MAP } from './learner.ts';

/**
 * Opens one of our own programs in `bpf/`; its `filter` map becomes the gadget's, if the gadget has one.
 * @throws LabError `kernel-refused`
 */
export async function openHelperProgram(
  name: 'meter' | 'newcomers',
  gadget: NativeObject,
  { native, disposal }: { readonly native: NativeBinding; readonly disposal: Disposal },
): Promise<NativeObject> {
  const object = native.openObject(await readFile(join(buildDirectory, 'bpf', `${name}.bpf.o`)), name);
  if (isFailure(object)) throw kernelRefused(object);
  disposal.defer(`the ${name} program`, () => object.close());
  if (gadget.maps.some((map) => map.name === FILTER_MAP)) must(object.reuseMap('filter', gadget, FILTER_MAP));
  return object;
}

/** For calls on our own programs, which only a machine that lacks something refuses. */
export function must(failure: Failure | undefined): void {
  if (failure) throw kernelRefused(failure);
}
