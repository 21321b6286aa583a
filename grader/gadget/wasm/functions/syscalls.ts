import { syscallNames } from '../../operators/syscall-names.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';
import { encodeDeclaration, syscallDeclarations } from './declaration.ts';

/** Numbers are those of this machine's architecture; the names of parameters are the kernel's. */
export function syscallFunctions({ memory, refuse }: ModuleContext): HostFunctions {
  const tables = once(() => {
    const names = syscallNames();
    return { names, numbers: new Map([...names].map(([number, name]) => [name, number])) };
  });
  const declarations = once(syscallDeclarations);
  return {
    /** 0, or 1 where the buffer is too small. Only the lower 16 bits of the number count. */
    getSyscallName(id: number, buffer: bigint) {
      const number = id & 0xffff;
      const name = tables().names.get(number) ?? `syscall_${number.toString(16)}`;
      if (memory.write(buffer, Buffer.from(name))) return 0;
      refuse('getSyscallName', `"${name}" is longer than the buffer`);
      return 1;
    },

    /** The number, or -1 where there is no call of that name. */
    getSyscallID(name: bigint) {
      const wanted = memory.text(name);
      const number = tables().numbers.get(wanted);
      if (number === undefined) refuse('getSyscallID', `there is no system call "${wanted}"`);
      return number ?? -1;
    },

    /** 0, or 1 where there is no call of that name or the buffer is too small. */
    getSyscallDeclaration(name: bigint, buffer: bigint) {
      const wanted = memory.text(name);
      const parameters = declarations().get(wanted);
      if (parameters === undefined) {
        refuse('getSyscallDeclaration', `the parameters of a system call "${wanted}" are not known`);
        return 1;
      }
      if (memory.write(buffer, encodeDeclaration(wanted, parameters))) return 0;
      refuse('getSyscallDeclaration', 'the buffer is too small');
      return 1;
    },
  };
}

/** Few modules ask for system calls, so the tables are made when the first does. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
