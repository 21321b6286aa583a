import { LabError } from '../../model/error.ts';

/** What the file system says of a session's folder is trouble of the machine, not a bug. @throws LabError always */
export function systemRefused(error: Error): never {
  throw new LabError({
    kind: 'machine',
    code: 'system-refused',
    message: `The system refuses: ${error.message}.`,
    hint: 'Look for room and rights: df -h /run; df -i /run; ulimit -n',
  });
}
