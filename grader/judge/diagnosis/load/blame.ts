import { addressIn, calledBy } from './log-lines.ts';
import { type Origin, originOf, valueBefore } from './origin.ts';
import type { Scene } from './scene.ts';
import { callsAround, ownPlace, type Site, siteOf } from './site.ts';
import type { VerifierLog } from './verifier-log.ts';

/** The register that the verifier's sentence is about, and what is known of it. */
export interface Blame {
  /** `r8` */
  readonly register: string;
  /** What the register holds, in the verifier's words: `scalar(id=14)`. */
  readonly value: string | undefined;
  readonly origin: Origin | undefined;
  /** The helper that was to be called with it, and the number of the argument from 1. */
  readonly helper: { readonly name: string; readonly argument: number } | undefined;
  /** Whether it is an address that is written to, and not read from. */
  readonly writes: boolean;
}

/** `R8 invalid mem access 'scalar'`, `R1 type=scalar expected=ringbuf_mem` */
export function blameIn(scene: Scene): Blame | undefined {
  if (!known.has(scene.log)) known.set(scene.log, findBlame(scene));
  return known.get(scene.log);
}

const known = new WeakMap<VerifierLog, Blame | undefined>();

function findBlame(scene: Scene): Blame | undefined {
  const { log, end } = scene;
  const step = log.path[end];
  const named = /\bR(\d+)\b/.exec(log.message)?.[1];
  if (step === undefined) return undefined;
  const register = named === undefined ? addressIn(step)?.register : `r${named}`;
  if (register === undefined) return undefined;
  const name = calledBy(step);
  return {
    register,
    value: valueBefore(log.path, end, register),
    origin: originOf(log.path, end, register),
    helper: name === undefined ? undefined : { name, argument: Number(register.slice(1)) },
    writes: addressIn(step)?.writes ?? false,
  };
}

/** The argument of a helper's call as the learner wrote it. */
export function argumentAt(scene: Scene, at: number, helper: string, argument: number) {
  const own = ownPlace(scene, scene.log.path[at]?.source);
  const calls =
    own === undefined ? [] : callsAround(scene, own.line).filter(({ callee }) => callee === helper);
  return calls.length === 1 ? calls[0]?.arguments[argument - 1] : undefined;
}

/** The line that is refused. */
export function endSite(scene: Scene): Site | undefined {
  return siteOf(scene, scene.end);
}
