import { readFileSync } from 'node:fs';
import type { HostFunctions, ModuleContext } from '../host.ts';

/** `kallsymsSymbolExists(name) → 1` where the running kernel has a symbol of that name, else 0. */
export function kallsymsFunctions({ memory, refuse }: ModuleContext): HostFunctions {
  let symbols: ReadonlySet<string> | undefined;
  return {
    kallsymsSymbolExists(name: bigint) {
      const wanted = memory.text(name);
      symbols ??= readSymbols(refuse);
      return Number(symbols.has(wanted));
    },
  };
}

/** Names are for everybody; only the addresses are kept from users. Lines are `0000000000000000 T name [module]`. */
function readSymbols(refuse: ModuleContext['refuse']): ReadonlySet<string> {
  try {
    const lines = readFileSync('/proc/kallsyms', 'latin1').split('\n');
    return new Set(lines.map((line) => line.split(/\s/, 3)[2] ?? ''));
  } catch (error) {
    refuse('kallsymsSymbolExists', `the kernel does not list its symbols: ${String(error)}`);
    return new Set();
  }
}
