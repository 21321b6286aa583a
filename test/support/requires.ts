import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** Why something cannot be tested on this machine; undefined where it can. */
export type Missing = string | undefined;

/** The kernel's capability numbers (include/uapi/linux/capability.h). */
const CAP_SYS_ADMIN = 21n;

export function requireRoot(): Missing {
  return answer(process.getuid?.() === 0 ? undefined : 'needs root');
}

/** Loading and attaching real eBPF programs. */
export function requireBpf(): Missing {
  return answer(bpfMissing());
}

/** An engine that the test starts itself, see `docker.ts`. */
export function requireDocker(): Missing {
  return answer(bpfMissing() ?? programsMissing('dockerd', 'docker'));
}

/** Any programs by name, for instance `requirePrograms('runc')`. */
export function requirePrograms(...names: readonly string[]): Missing {
  return answer(programsMissing(...names));
}

/**
 * A `describe` that is skipped, with the reason in its title, where something is missing:
 * `describeWith(requireBpf(), 'the witness', () => { … })`.
 */
export function describeWith(missing: Missing, title: string, body: () => void): void {
  if (missing === undefined) describe(title, body);
  else describe.skip(`${title} [skipped: ${missing}]`, body);
}

/** In CI a skipped test would look like a passed one, so there a missing capability is an error. */
function answer(missing: Missing): Missing {
  if (missing !== undefined && process.env.CI) throw new Error(`this test cannot run here: ${missing}`);
  return missing;
}

function bpfMissing(): Missing {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'the kernel has no BTF (/sys/kernel/btf/vmlinux)';
  if (!hasCapability(CAP_SYS_ADMIN)) return 'root lacks CAP_SYS_ADMIN';
  return undefined;
}

function hasCapability(capability: bigint): boolean {
  const hex = readFileSync('/proc/self/status', 'utf8').match(/^CapEff:\s*([0-9a-f]+)$/m)?.[1] ?? '0';
  return ((BigInt(`0x${hex}`) >> capability) & 1n) === 1n;
}

function programsMissing(...names: readonly string[]): Missing {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const absent = names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  return absent.length === 0 ? undefined : `${absent.join(' and ')} not installed`;
}
