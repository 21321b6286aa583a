import { readFileSync } from 'node:fs';

/**
 * Clock ticks after boot at which a process started (field 22 of `/proc/<pid>/stat`), which tells it from a later one
 * with the same pid. Empty without such a process, or where only its corpse is left, which process 1 may take seconds
 * to reap.
 */
export function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command's name in parentheses, which may hold blanks and parentheses itself.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '');
  } catch {
    return '';
  }
}
