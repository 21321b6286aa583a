import type { Call, PathArgument, Syscall } from '../model/scenario.ts';
import type { ScenarioAction } from '../model/step.ts';
import type { Random } from './random.ts';

/** O_CREAT (bit 6) to O_CLOEXEC (bit 19): the 14 flags of Linux' fcntl.h that lie side by side. */
const FIRST_FLAG = 6;
const LAST_FLAG = 19;
/** Above them, O_PATH, O_TMPFILE and bits that mean nothing yet: the kernel ignores those, a gadget must not. */
const LAST_BIT = 30;
const NAMELESS_MODE = 3;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;

export type FlagBits = Extract<ScenarioAction, { kind: 'opens' }>['flags'];

/** A call with drawn flags and mode. */
export function drawCall(random: Random, syscall: Syscall, path: PathArgument, bits: FlagBits = 'any'): Call {
  const flags = drawFlags(random, bits);
  return { syscall, path, flags, mode: drawMode(random, flags) };
}

/** A call that neither makes nor empties a file, for it is made on the host as well. */
export function drawHarmlessCall(random: Random, syscall: Syscall, path: PathArgument): Call {
  const call = drawCall(random, syscall, path);
  const flags = call.flags & ~(O_CREAT | O_TRUNC) & ((2 << LAST_FLAG) - 1);
  return { ...call, flags, mode: drawMode(random, flags) };
}

/**
 * Access mode 0 to 2, and each of the flags half of the times; with `any`, in one call of four higher bits too, and in
 * one of eight the access mode 3, which the kernel takes and which has no name.
 */
function drawFlags(random: Random, bits: FlagBits): number {
  let flags = bits === 'any' && random.oneIn(8) ? NAMELESS_MODE : random.integer(0, 2);
  const last = bits === 'any' && random.oneIn(4) ? LAST_BIT : LAST_FLAG;
  for (let bit = FIRST_FLAG; bit <= last; bit++) {
    if (random.oneIn(2)) flags |= 1 << bit;
  }
  return flags;
}

/** Never equal to the flags: who reads `mode` in place of `flags` must always be caught. */
function drawMode(random: Random, flags: number): number {
  const mode = random.integer(0, 0o777);
  return mode === flags ? mode ^ 1 : mode;
}
