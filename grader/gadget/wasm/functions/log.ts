import { LOG_LEVELS } from '../../../model/module.ts';
import type { HostFunctions, ModuleContext } from '../host.ts';

/** `gadgetLog(level, text)` and `gadgetShouldLog(level) → 0 | 1`; levels from 0, error, to 4, trace. */
export function logFunctions({ memory, log, logLevel, refuse }: ModuleContext): HostFunctions {
  const wanted = LOG_LEVELS.indexOf(logLevel);
  return {
    gadgetLog(level: number, text: bigint) {
      const message = memory.text(text);
      const name = LOG_LEVELS[level >>> 0];
      if (name === undefined) refuse('gadgetLog', `there is no level ${level >>> 0}: ${message}`);
      else log(name, message);
    },
    gadgetShouldLog: (level: number) => Number(level >>> 0 <= wanted),
  };
}
