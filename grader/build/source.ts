import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '../model/error.ts';
import { isMissing } from './inside.ts';

/** Far above any gadget, far below what makes clang slow. */
export const LARGEST_SOURCE = 1024 * 1024;

/**
 * Reads the program's source, whole.
 * @throws LabError request `no-program`, `unreadable-program`, `program-too-large`
 */
export async function readSource(directory: string, name: string): Promise<Buffer> {
  // Without O_NONBLOCK, a named pipe in the program's place would wait for a writer for ever.
  const file = await open(join(directory, name), constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
    throw isMissing(cause) ? noProgram(directory, name) : unreadable(name, cause);
  });
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw unreadable(name, new Error('not a regular file'));
    if (entry.size > LARGEST_SOURCE) throw tooLarge(name, entry.size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function noProgram(directory: string, name: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'no-program',
    message: `There is no ${name} in ${JSON.stringify(directory)}.`,
    hint: "Go to your gadget's folder, or name it (`lab check` takes it with --dir); `lab start mygadget` makes one, with a template.",
  });
}

function unreadable(name: string, cause: unknown): LabError {
  return new LabError({
    kind: 'request',
    code: 'unreadable-program',
    message: `${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: `It must be an ordinary file that you may read; look at \`ls -l ${name}\`.`,
    cause,
  });
}

function tooLarge(name: string, size: number): LabError {
  return new LabError({
    kind: 'request',
    code: 'program-too-large',
    message: `${name} has ${(size / LARGEST_SOURCE).toFixed(1)} MiB; the limit is 1 MiB.`,
    hint: 'A gadget has a few kilobytes: is it the right file?',
  });
}
