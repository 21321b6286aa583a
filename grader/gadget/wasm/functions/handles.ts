import type { HostFunctions, ModuleContext } from '../host.ts';

/** `releaseHandle(handle) → 0`, or 1 where nothing has that handle. */
export function handleFunctions({ handles, refuse }: ModuleContext): HostFunctions {
  return {
    releaseHandle(handle: number) {
      if (handles.release(handle >>> 0)) return 0;
      refuse('releaseHandle', `there is no handle ${handle >>> 0}`);
      return 1;
    },
  };
}
