import { createHash } from 'node:crypto';
import { readInside } from '../inside.ts';
import { MODULE_LIMIT } from './compile-go.ts';

/** A module that is there already, or why it is of no use: a sentence. */
export type Prebuilt =
  | { readonly kind: 'module'; readonly bytes: Uint8Array; readonly key: string }
  | { readonly kind: 'unusable'; readonly message: string };

/** `\0asm` and version 1: how every module of WebAssembly 1 and 2 begins. */
const MAGIC = Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

/** Reads a module that build.yaml names; it is taken as it is. */
export async function readPrebuilt(workspace: string, name: string): Promise<Prebuilt> {
  const file = await readInside(workspace, name, MODULE_LIMIT);
  if (file.kind === 'missing') return unusable(`\`wasm\` names ${name}, which is not there`);
  if (file.kind === 'unusable') return unusable(`\`wasm\` names ${name}, which ${file.why}`);
  if (!file.bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    return unusable(
      `\`wasm\` names ${name}, which is no WebAssembly module: it does not begin with \\0asm and version 1`,
    );
  }
  const key = createHash('sha256').update(file.bytes).digest('hex');
  return { kind: 'module', bytes: new Uint8Array(file.bytes), key };
}

function unusable(message: string): Prebuilt {
  return { kind: 'unusable', message };
}
