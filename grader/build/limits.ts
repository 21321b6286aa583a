import { guarded } from './guarded.ts';

/** Bytes of address space. clang takes 0.4 GiB for a gadget; a macro bomb takes all that it gets. */
export const MEMORY_LIMIT = 2 * 1024 ** 3;
/** Bytes of one output file; the course's gadget has 0.6 MiB. */
export const OBJECT_LIMIT = 16 * 1024 ** 2;

/** What one process may take, in bytes. */
export interface Limits {
  /** `address` counts all that is reserved; `data` only what can be written, for programs that reserve much (Go). */
  readonly memory: { readonly kind: 'address' | 'data'; readonly bytes: number };
  /** Of any file that it writes. */
  readonly file: number;
}

const CLANG_LIMITS: Limits = { memory: { kind: 'address', bytes: MEMORY_LIMIT }, file: OBJECT_LIMIT };

/** A command line that runs `command` under the kernel's own limits, and lets it die with this process. */
export async function limited(
  command: string,
  args: readonly string[],
  timeoutMs: number,
  { memory, file }: Limits = CLANG_LIMITS,
): Promise<readonly [string, ...string[]]> {
  const cpuSeconds = Math.ceil(timeoutMs / 1000) + 5;
  const memoryLimit = `--${memory.kind === 'address' ? 'as' : 'data'}=${memory.bytes}`;
  const limits = [memoryLimit, `--fsize=${file}`, `--cpu=${cpuSeconds}`, '--core=0'];
  return guarded([command, ...args], { limits });
}
