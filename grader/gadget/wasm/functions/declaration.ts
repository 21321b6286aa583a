import { SYSCALL_PARAMETERS } from './syscall-table.ts';

export interface SyscallParameter {
  readonly name: string;
  readonly isPointer: boolean;
}

/** Bytes of the struct that a module reads, and of its parts. */
const SIZE = 252;
const NAME = 32;
const FIRST_PARAMETER = NAME + 4;
const PARAMETER = NAME + 4;
const IS_POINTER = 1;

/** Parameters of system calls by name. */
export function syscallDeclarations(): ReadonlyMap<string, readonly SyscallParameter[]> {
  const calls = SYSCALL_PARAMETERS.split(';').map((call) => call.trim().split(/\s+/));
  return new Map(calls.map(([name = '', ...parameters]) => [name, parameters.map(toParameter)]));
}

function toParameter(word: string): SyscallParameter {
  return { name: word.replace('*', ''), isPointer: word.startsWith('*') };
}

/**
 * `struct { char name[32]; u8 parameters; u8 pad[3]; struct { char name[32]; u32 flags; } parameter[6]; }`, little-endian;
 * flag 1 stands for a pointer.
 */
export function encodeDeclaration(name: string, parameters: readonly SyscallParameter[]): Uint8Array {
  const bytes = Buffer.alloc(SIZE);
  bytes.write(name, 0, NAME - 1);
  bytes.writeUInt8(parameters.length, NAME);
  parameters.forEach((parameter, index) => {
    const start = FIRST_PARAMETER + index * PARAMETER;
    bytes.write(parameter.name, start, NAME - 1);
    bytes.writeUInt32LE(parameter.isPointer ? IS_POINTER : 0, start + NAME);
  });
  return bytes;
}
