import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';
import { type Failure, isFailure, type NativeBinding, type NativeObject } from '../../native/binding.ts';
import { loadNative } from '../../native/index.ts';

const TARGETS: Readonly<Record<string, Target>> = {
  x64: { folder: 'amd64', macro: 'x86', system: 'x86_64-linux-gnu' },
  arm64: { folder: 'arm64', macro: 'arm64', system: 'aarch64-linux-gnu' },
};

interface Target {
  /** Upstream's folder with `vmlinux.h`. */
  readonly folder: string;
  readonly macro: string;
  /** The system's folder of machine-specific headers. */
  readonly system: string;
}

/** Compiles `programs/NAME.bpf.c` as the contract's §1 says, and gives the object's bytes. */
export function compile(name: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'native-test-'));
  try {
    const source = fileURLToPath(new URL(`programs/${name}.bpf.c`, import.meta.url));
    const output = join(folder, 'out.bpf.o');
    execFileSync('clang-19', [...flags(), '-c', source, '-o', output], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Uint8Array(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function flags(): readonly string[] {
  const target = TARGETS[process.arch];
  if (target === undefined) throw new Error(`no headers for ${process.arch}`);
  const include = join(headers(), 'include');
  return [
    ...['-target', 'bpf', '-Wall', '-g', '-O2', `-D__TARGET_ARCH_${target.macro}`],
    ...[`-I/usr/include/${target.system}`, `-I${join(include, 'gadget', target.folder)}`, `-I${include}`],
  ];
}

function headers(): string {
  const query = ['list', '-m', '-f', '{{.Dir}}', 'github.com/inspektor-gadget/inspektor-gadget'];
  return execFileSync('go', query, { cwd: join(projectRoot, 'bpf'), encoding: 'utf8' }).trim();
}

/** The value, where the test expects the kernel to agree. */
export function accepted<T>(value: T | Failure): T {
  if (isFailure(value)) throw new Error(`refused: ${JSON.stringify(value, undefined, 2)}`);
  return value;
}

/** The failure, where the test expects a refusal. */
export function refused(value: unknown): Failure {
  expect(value).toMatchObject({ failed: true });
  if (!isFailure(value)) throw new Error('not refused');
  return value;
}

/** Runs with an opened object, and closes it whatever happens. */
export async function withObject<T>(
  bytes: Uint8Array,
  use: (object: NativeObject, native: NativeBinding) => T | Promise<T>,
): Promise<T> {
  const native = loadNative();
  const object = accepted(native.openObject(bytes, 'test'));
  try {
    return await use(object, native);
  } finally {
    object.close();
  }
}

export const u32 = (value: number): Uint8Array => new Uint8Array(new Uint32Array([value]).buffer);
export const u64 = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array([value]).buffer);

/** Splits what `take` gave into records, in the format of binding.ts. */
export function records(taken: Uint8Array | undefined): readonly Uint8Array[] {
  const all: Uint8Array[] = [];
  if (taken === undefined) return all;
  const view = new DataView(taken.buffer, taken.byteOffset, taken.byteLength);
  for (let at = 0; at < taken.byteLength; ) {
    const length = view.getUint32(at, true);
    all.push(taken.subarray(at + 4, at + 4 + length));
    at += Math.ceil((4 + length) / 8) * 8;
  }
  return all;
}
