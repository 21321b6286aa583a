import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../grader/model/project.ts';
import type { Figure } from './table.ts';
import { makeWorkspace } from './workspace.ts';

const LAB = join(projectRoot, 'bin', 'lab.js');
/** Between two saves; containers and witness of the next check come up meanwhile. */
const PAUSE_MS = 1500;
const IDLE_MS = 20_000;
/** Clock ticks of /proc/PID/stat in a second; Linux has 100 for user space on every architecture. */
const TICKS = 100;

export interface WatchFigures {
  readonly verdict: Figure;
  /** Of one CPU, over all processes of the lab, while nothing is saved. */
  readonly idlePercent: number;
}

/** `lab watch 02`: a save → its verdict on stdout; then what watching costs while nothing happens. */
export async function watchLoop(rounds: number): Promise<WatchFigures> {
  const workspace = await startWorkspace();
  const child = spawn(process.execPath, [LAB, 'watch', '02', '--dir', workspace.directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await verdictOf(child);
    const samples: number[] = [];
    for (let round = -1; round < rounds; round++) {
      await sleep(PAUSE_MS);
      const verdict = verdictOf(child);
      const start = performance.now();
      await workspace.edit();
      await verdict;
      if (round >= 0) samples.push(performance.now() - start);
    }
    await sleep(PAUSE_MS);
    return { verdict: { name: 'save → verdict', samples }, idlePercent: await idlePercent(child) };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await workspace.remove();
  }
}

/** A learner's workspace at step 02, with the solution in it. */
async function startWorkspace() {
  const solution = await makeWorkspace('02');
  const lab = spawn(process.execPath, [LAB, 'start', solution.directory, '--no-git'], { stdio: 'ignore' });
  await once(lab, 'exit');
  return solution;
}

async function verdictOf(child: ChildProcess): Promise<void> {
  for await (const [chunk] of eventsOf(child)) {
    if (String(chunk).includes('02 flags')) return;
  }
}

async function* eventsOf({ stdout }: ChildProcess): AsyncGenerator<readonly unknown[]> {
  if (!stdout) throw new Error('no pipe');
  for (;;) yield await once(stdout, 'data');
}

async function idlePercent({ pid = 0 }: ChildProcess): Promise<number> {
  const before = await ticksOf(await familyOf(pid));
  await sleep(IDLE_MS);
  const after = await ticksOf(await familyOf(pid));
  return ((after - before) / TICKS / (IDLE_MS / 1000)) * 100;
}

/** A process and all below it. */
async function familyOf(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const families = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(familyOf));
  return [pid, ...families.flat()];
}

async function ticksOf(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
    }),
  );
  return times.reduce((sum, ticks) => sum + ticks, 0);
}
