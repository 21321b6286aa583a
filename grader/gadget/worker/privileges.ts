import { readFileSync } from 'node:fs';

/** `nobody` and its group, on every Linux. */
const NOBODY = 65_534;

/**
 * Root's process becomes an unprivileged one for good; anybody else's stays as it is.
 * @throws Error where a right is kept
 */
export function dropPrivileges(): void {
  if (process.getuid?.() !== 0 && process.geteuid?.() !== 0) return;
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
  if (!isNobody()) throw new Error("root's ids are still there");
  // With unusual "secure bits" the kernel lets a process keep its capabilities.
  if (!/^CapPrm:\s*0+$/m.test(readFileSync('/proc/self/status', 'utf8')))
    throw new Error('capabilities are still there');
  if (canReturn()) throw new Error('the way back to root is open');
}

function isNobody(): boolean {
  const { getuid, geteuid, getgid, getegid, getgroups } = process;
  const ids = [getuid?.(), geteuid?.(), getgid?.(), getegid?.(), ...(getgroups?.() ?? [])];
  return ids.every((id) => id === NOBODY);
}

function canReturn(): boolean {
  try {
    process.setuid?.(0);
    return true;
  } catch {
    return false;
  }
}
