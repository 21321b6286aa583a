import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends what a killed lab's compilers left running. A compiler dies with the lab, but its own children (Go's `compile`)
 * go on: they are alone in a process group whose leader is gone, and name the lab's temp folder in their arguments.
 * @param folder Absolute; the killed lab's.
 */
export function endOrphans(folder: string): void {
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)) {
    try {
      if (isOrphanOf(folder, pid)) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile, or is another user's.
    }
  }
}

function isOrphanOf(folder: string, pid: number): boolean {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  if (!args.includes(`${folder}/`)) return false;
  // After the name, which may hold anything: state, parent, group.
  const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(group) !== pid && !isAlive(Number(group));
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
