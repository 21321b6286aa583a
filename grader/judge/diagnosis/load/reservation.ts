import type { CCall, CFunction } from '../source/functions.ts';
import { enclosing } from '../source/text.ts';
import type { Scene } from './scene.ts';
import { assignedTo, BUFFER, callsTo, functionAt, lastOwnPlace, ownPlace } from './site.ts';

/** A call by which the program gets room for an event. */
export interface Reservation {
  readonly call: CCall;
  /** How the learner calls the event; undefined where it is not kept in a variable. */
  readonly variable: string | undefined;
  /** The function in which it has that name. */
  readonly function: CFunction | undefined;
}

/** Every call that reserves, in the order of the text. */
export function reservationsIn(scene: Scene): readonly Reservation[] {
  return callsTo(scene.code, BUFFER.bpf_ringbuf_reserve ?? []).map((call) => {
    const variable = assignedTo(scene, call);
    if (variable !== undefined || enclosing(call.node, 'ReturnStatement') === undefined)
      return { call, variable, function: call.function };
    return { call, ...givenOut(scene, call.function) };
  });
}

/** A function of the learner's own that only reserves: the event has its name where that is called. */
function givenOut(scene: Scene, wrapper: CFunction | undefined): Pick<Reservation, 'variable' | 'function'> {
  const outer = scene.code.calls.filter(({ callee }) => callee === wrapper?.name);
  const names = new Set(outer.map((call) => assignedTo(scene, call)));
  const [call] = outer;
  if (call === undefined || names.size !== 1) return { variable: undefined, function: undefined };
  return { variable: assignedTo(scene, call), function: call.function };
}

/** Where the path reserves. */
export const RESERVES = /^bpf_ringbuf_reserve$/;
/** Where it hands the event over or gives the room back. */
export const RELEASES = /^bpf_ringbuf_(submit|discard)$/;

/** Which call of the source a reserving step is: the only one, or the one between the lines around it. */
export function reservationAt(scene: Scene, at: number): Reservation | undefined {
  const all = reservationsIn(scene);
  if (all.length <= 1) return all[0];
  const own = ownPlace(scene, scene.log.path[at]?.source);
  if (own !== undefined) return all.find(({ call }) => call.line === own.line);
  const next = scene.log.path.slice(at).flatMap(({ source }) => ownPlace(scene, source) ?? [])[0];
  if (next === undefined) return undefined;
  const home = functionAt(scene, next.line);
  const before = all.filter(({ call }) => call.function === home && call.line <= next.line);
  const last = lastOwnPlace(scene, at);
  return (
    before.filter(({ call }) => last === undefined || last.line > next.line || call.line >= last.line)[0] ??
    before.at(-1)
  );
}
