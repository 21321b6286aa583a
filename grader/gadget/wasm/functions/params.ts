import type { HostFunctions, ModuleContext } from '../host.ts';

/** `getParamValue(key, buffer) → 0`, or 1 where there is no such parameter or the buffer is too small. */
export function paramFunctions({ memory, params, refuse }: ModuleContext): HostFunctions {
  return {
    getParamValue(key: bigint, buffer: bigint) {
      const name = memory.text(key);
      const value = params.get(name);
      if (value === undefined) {
        refuse(
          'getParamValue',
          `there is no parameter "${name}"; declare it in gadget.yaml below params.wasm`,
        );
        return 1;
      }
      const bytes = Buffer.from(value);
      if (memory.write(buffer, bytes)) return 0;
      refuse(
        'getParamValue',
        `the value of "${name}" has ${bytes.length} bytes, which is more than the buffer has`,
      );
      return 1;
    },
  };
}
