import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { startTime } from '../../process/start-time.ts';
import type { RegistryPlaces } from './places.ts';
import { isSameProcess, type RegistryRunner } from './state.ts';

type Program = Extract<RegistryRunner, { kind: 'program' }>;

/** What a clean end may take; the registry has nothing to finish. */
const STOP_LIMIT_MS = 5000;
const POLL_MS = 20;

/** Starts the registry in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it. */
export async function startProgram(file: string, places: RegistryPlaces): Promise<Program | undefined> {
  const log = openSync(places.log, 'w', 0o600);
  try {
    const child = spawn(file, ['serve', places.config], {
      cwd: places.folder,
      env: environment(),
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.on('error', () => {}); // without a pid, which is all that matters here
    child.unref();
    const { pid } = child;
    return pid === undefined ? undefined : { kind: 'program', pid, since: startTime(pid) };
  } finally {
    closeSync(log);
  }
}

/** Asks it to end, and makes it end where it does not. */
export async function stopProgram(program: Program): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isSameProcess(program)) return;
    process.kill(program.pid, signal);
    const deadline = performance.now() + STOP_LIMIT_MS;
    while (isSameProcess(program) && performance.now() < deadline) await setTimeout(POLL_MS);
  }
}

/** Each `REGISTRY_…` variable would override a line of our configuration. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_')));
}
