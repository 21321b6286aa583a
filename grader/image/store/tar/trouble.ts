import { LabError } from '../../../model/error.ts';

/** The file is no archive of images, or not one that is taken. */
export function badArchive(file: string, problem: string, cause?: unknown): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-archive',
    message: `The archive ${file} is refused: ${problem}.`,
    hint: 'Nothing of it was kept. lab image export makes archives that can be imported.',
    cause,
  });
}

export function noArchive(file: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'no-archive',
    message: `There is no file ${file}.`,
    hint: 'lab image export NAME FILE makes one.',
  });
}

export function archiveUnwritable(file: string, problem: string, cause?: unknown): LabError {
  return new LabError({
    kind: 'request',
    code: 'archive-unwritable',
    message: `The archive ${file} cannot be written: ${problem}.`,
    hint: 'Name another file, in a folder that is there and that you may write to.',
    cause,
  });
}
