import { LabError } from '../../model/error.ts';
import { RUNTIMES } from '../container/choose.ts';
import { DEFAULT_NAME } from './container-name.ts';

/**
 * A name that no container of any runtime has: `lab run -c NAME` must show one container. It stays free only as long
 * as nobody else chooses.
 * @throws LabError `name-taken` where the wished one is in use
 */
export async function freeName(wished: string | undefined): Promise<string> {
  if (wished !== undefined) {
    if (await isTaken(wished)) throw nameTaken(wished);
    return wished;
  }
  let name = DEFAULT_NAME;
  for (let number = 2; await isTaken(name); number++) name = `${DEFAULT_NAME}-${number}`;
  return name;
}

async function isTaken(name: string): Promise<boolean> {
  const answers = await Promise.all(RUNTIMES.map((runtime) => runtime.has(name)));
  return answers.includes(true);
}

function nameTaken(name: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'name-taken',
    message: `There is a container with the name "${name}" already.`,
    hint: 'Choose another --name, or leave it out.',
  });
}
