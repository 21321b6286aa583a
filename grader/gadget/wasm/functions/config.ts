import type { HostFunctions, ModuleContext } from '../host.ts';

/** The kind of a text, among the kinds of fields. */
const STRING = 12;

/**
 * `setConfig(key, value, kind) → 0`, or 1 for another kind than text. It changes settings of Inspektor Gadget's own
 * operators, of which the lab has none that could be set: so the value is taken and has no effect.
 */
export function configFunctions({ memory, refuse }: ModuleContext): HostFunctions {
  return {
    setConfig(key: bigint, value: bigint, kind: number) {
      const name = memory.text(key);
      if (kind !== STRING) {
        refuse(
          'setConfig',
          `the value of "${name}" is of kind ${kind >>> 0}; only texts (${STRING}) can be set`,
        );
        return 1;
      }
      memory.text(value);
      return 0;
    },
  };
}
