import { nearest } from '../../course/nearest.ts';
import { LabError } from '../../model/error.ts';
import type { ImageReference } from '../name.ts';
import type { Entry } from './entries.ts';
import type { StorePlaces } from './places.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to',
  EPERM: 'you have no right to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left',
  EDQUOT: 'your share of the disk is used up',
  ENOTDIR: 'a part of its path is not a folder',
  ENOENT: 'nothing can be made there',
};

/** index.json is not what it should be. */
export function storeDamaged({ list }: StorePlaces, problem: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'store-damaged',
    message: `The list of images ${list} is damaged: ${problem}.`,
    hint: `Move it away (mv ${list} ${list}.broken); the images are then built or pulled anew. Or name another store in LAB_STORE.`,
  });
}

/** An image that the store does not have, with the one that may have been meant. */
export function imageNotFound(reference: ImageReference, entries: readonly Entry[]): LabError {
  const wanted = reference.kind === 'name' ? reference.name.full : reference.digest;
  const names = entries.flatMap(({ name }) => (name === undefined ? [] : [name.full]));
  const near = reference.kind === 'name' ? nearestName(wanted, names) : undefined;
  return new LabError({
    kind: 'request',
    code: 'image-not-found',
    message: `There is no image ${wanted} here.`,
    hint:
      near === undefined
        ? 'lab image list shows what there is; lab image build and lab image pull bring more.'
        : `Did you mean ${near}? lab image list shows what there is.`,
  });
}

/** What all names have in common (registry, `:latest`) must not make strangers near. */
function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const last = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/:latest$/, '');
  const byLast = new Map(names.map((name) => [last(name), name]));
  const near = nearest(last(wanted), [...byLast.keys()]);
  return near === undefined ? undefined : byLast.get(near);
}

/** Runs what reads or writes the store; where the system refuses, it says what and why. */
export async function inStore<T>({ directory }: StorePlaces, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error)) throw storeRefused(directory, error);
    throw error;
  }
}

function storeRefused(directory: string, error: NodeJS.ErrnoException): LabError {
  const { code = '', path = directory } = error;
  return new LabError({
    kind: 'machine',
    code: 'store-refused',
    message: `The store of images ${directory} cannot be used: ${REASONS[code] ?? code} (${error.syscall} ${path}).`,
    hint: `Look at ls -ld ${directory} and df -h, or name another folder in LAB_STORE.`,
    cause: error,
  });
}

/** Not an abort, and not a bug of ours. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
