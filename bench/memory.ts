import { readFileSync } from 'node:fs';

/** MiB that this process' one child has in memory. */
export function childMemory(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  // esbuild's service, which tsx uses, is a child as well, and a smaller one.
  return Math.max(...children.map(residentMemory));
}

function residentMemory(pid: string): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib ?? 0) / 1024);
}
