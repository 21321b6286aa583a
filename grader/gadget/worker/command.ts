import { join } from 'node:path';
import { guarded } from '../../build/guarded.ts';
import { projectRoot } from '../../model/project.ts';
import type { ModuleLimits } from './limits.ts';

/** The bundled entry of the module's process (scripts/bundle.mjs). */
export const WORKER_ENTRY = join(projectRoot, 'dist', 'grader', 'gadget', 'worker', 'main.js');

/** Bytes of data that the process may have; it starts with 0.1 GiB. Address space cannot be limited: V8 reserves much. */
const DATA_LIMIT = 2 * 1024 ** 3;

/**
 * The command line of the module's process: no rights through programs with set-user-id, no core dumps, limited
 * memory; and it dies with the lab, which for root's sake it also sees by itself (the kernel forgets `--pdeathsig`
 * when a process changes its user). Where a tool is missing, its limit is left out.
 */
export async function workerCommand(limits: ModuleLimits): Promise<readonly [string, ...string[]]> {
  return guarded([process.execPath, WORKER_ENTRY, JSON.stringify(limits)], {
    privileges: ['--no-new-privs'],
    limits: ['--core=0', `--data=${DATA_LIMIT}`],
  });
}
