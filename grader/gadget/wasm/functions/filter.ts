import type { HostFunctions, ModuleContext } from '../host.ts';

/** `shouldDiscardMntnsID(mntns) → 1` where the events of that mount namespace are not wanted, else 0. */
export function filterFunctions({ isWanted }: ModuleContext): HostFunctions {
  return {
    shouldDiscardMntnsID: (mntns: bigint) => Number(!isWanted(BigInt.asUintN(64, mntns))),
  };
}
