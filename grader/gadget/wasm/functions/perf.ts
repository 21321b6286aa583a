import type { HostFunctions, ModuleContext } from '../host.ts';

/**
 * Perf readers are made from maps, of which a module has none. Like every bad handle, a bad map makes `newPerfReader`
 * give 1, although 0 is its error value: so it is in Inspektor Gadget, and a module may have learnt to expect it.
 */
export function perfFunctions({ refuse }: ModuleContext): HostFunctions {
  const none = (name: string) => () => {
    refuse(name, 'the lab does not give perf buffers to modules');
    return 1;
  };
  return {
    newPerfReader: none('newPerfReader'),
    perfReaderPause: none('perfReaderPause'),
    perfReaderResume: none('perfReaderResume'),
    perfReaderRead: none('perfReaderRead'),
    perfReaderClose: none('perfReaderClose'),
  };
}
