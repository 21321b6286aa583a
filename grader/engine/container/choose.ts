import { LabError } from '../../model/error.ts';
import type { ContainerChoice } from '../engine.ts';
import { docker, podman } from './docker.ts';
import { runc } from './runc.ts';
import type { ContainerRuntime } from './runtime.ts';

/** In the order of `auto`: runc is the quickest and needs neither a daemon nor an image. */
export const RUNTIMES: readonly ContainerRuntime[] = [runc, docker, podman];

/**
 * @throws LabError `no-container-runtime` that says why each candidate is out.
 */
export async function chooseRuntime(choice: ContainerChoice): Promise<ContainerRuntime> {
  const candidates = RUNTIMES.filter(({ name }) => choice === 'auto' || choice === name);
  const reasons: string[] = [];
  for (const runtime of candidates) {
    const reason = await runtime.unavailable();
    if (!reason) return runtime;
    reasons.push(reason);
  }
  throw new LabError({
    kind: 'machine',
    code: 'no-container-runtime',
    message: `No container runtime to run the scenario in: ${reasons.join('; ')}.`,
    hint:
      choice === 'auto' || choice === 'runc'
        ? 'sudo apt-get install runc'
        : `Start or install ${choice}, or use --container runc`,
  });
}
