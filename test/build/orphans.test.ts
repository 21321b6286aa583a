import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOrphans } from '../../grader/build/orphans.ts';
import { startTime } from '../../grader/process/start-time.ts';

let folder: string;
let started: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-orphans-'));
});

afterEach(async () => {
  for (const pid of started) if (startTime(pid) !== '') process.kill(pid, 'SIGKILL');
  started = [];
  await rm(folder, { recursive: true });
});

/** A process that names a file in its arguments, as a compiler does; its group's leader ends at once, or stays. */
async function compiler(file: string, { leader }: { leader: 'ends' | 'stays' }): Promise<number> {
  const script = `sh -c 'sleep 60; : "$1"' compile "$1" >/dev/null 2>&1 & echo $!; ${leader === 'stays' ? 'wait' : ''}`;
  const child = spawn('sh', ['-c', script, 'go', file], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(child.stdout, 'data');
  const pid = Number(String(line));
  started.push(pid, ...(leader === 'stays' ? [child.pid ?? 0] : []));
  if (leader === 'ends') await once(child, 'exit');
  return pid;
}

const isGone = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return /\) [ZX]/.test(stat);
};

describe('what a killed lab left running', () => {
  it('is ended, where it works in the folder and its group is without a leader', async () => {
    const pid = await compiler(join(folder, 'scratch/a.go'), { leader: 'ends' });
    endOrphans(folder);
    await expect.poll(() => isGone(pid)).toBe(true);
  });

  it('is none of ours where it works elsewhere, or where somebody leads it', async () => {
    const elsewhere = await compiler(`${folder}-other/a.go`, { leader: 'ends' });
    const led = await compiler(join(folder, 'a.go'), { leader: 'stays' });
    endOrphans(folder);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await isGone(elsewhere)).toBe(false);
    expect(await isGone(led)).toBe(false);
  });
});
