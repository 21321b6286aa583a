import { LabError } from '../model/error.ts';
import type { Architecture } from './flags.ts';

/**
 * The architecture of this machine, in Go's words.
 * @throws LabError machine `unsupported-architecture`
 */
export function hostArchitecture(): Architecture {
  if (process.arch === 'x64') return 'amd64';
  if (process.arch === 'arm64') return 'arm64';
  throw new LabError({
    kind: 'machine',
    code: 'unsupported-architecture',
    message: `The gadget headers know amd64 and arm64, not ${process.arch}.`,
    hint: 'Use a machine, or a virtual machine, of one of these two.',
  });
}
