import type { HostFunctions, ModuleContext } from '../host.ts';

/**
 * eBPF maps belong to the process that loaded the gadget; a module runs in another one, without rights. So there is
 * none to be had: each function gives its error value (0 for a handle, else 1) and says why, once.
 */
export function mapFunctions({ refuse }: ModuleContext): HostFunctions {
  const none = (name: string, error: 0 | 1) => () => {
    refuse(name, 'the lab does not give eBPF maps to modules');
    return error;
  };
  return {
    newMap: none('newMap', 0),
    getMap: none('getMap', 0),
    mapLookup: none('mapLookup', 1),
    mapUpdate: none('mapUpdate', 1),
    mapDelete: none('mapDelete', 1),
    mapRelease: none('mapRelease', 1),
  };
}
