import { readlink } from 'node:fs/promises';

/** Inode number of a process' mount namespace, as `bpf` programs and /proc tell it. */
export async function mountNamespaceOf(pid: number | 'self'): Promise<bigint> {
  const link = await readlink(`/proc/${pid}/ns/mnt`);
  const inode = /^mnt:\[(\d+)\]$/.exec(link)?.[1];
  if (!inode) throw new Error(`unexpected namespace link ${link}`);
  return BigInt(inode);
}
