import { calledBy, type LogStep } from './log-lines.ts';

/** Where the value of a register came from. `at` is the place in the path. */
export type Origin =
  /** What a helper or kernel function returned. */
  | { readonly kind: 'returned'; readonly by: string; readonly at: number }
  /** Read from the context; `offset` in bytes. */
  | { readonly kind: 'context'; readonly offset: number; readonly at: number }
  /** Read from the stack, where a helper had written it. */
  | { readonly kind: 'written'; readonly by: string; readonly at: number }
  /** Read from other memory, of the kind that `from` says: `map_value`. */
  | { readonly kind: 'memory'; readonly from: string; readonly at: number }
  /** A number in the program; addresses of maps are numbers as well, of the kind that `state` says. */
  | { readonly kind: 'constant'; readonly text: string; readonly state: string; readonly at: number };

type Path = readonly LogStep[];

/** What a register holds before a step, as the log tells it: `ringbuf_mem(ref_obj_id=6,sz=336)`. */
export function valueBefore(path: Path, at: number, register: string): string | undefined {
  const frame = path[at]?.frame ?? path.at(-1)?.frame ?? 0;
  const told = new RegExp(`\\b${register.toUpperCase()}(?:_\\w+)?=([^ ]+)`);
  for (let index = at - 1; index >= 0; index--) {
    const step = path[index];
    const value = step?.frame === frame ? told.exec(step.state)?.[1] : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Follows a register's value back to where it began; undefined where that cannot be told. */
export function originOf(path: Path, at: number, register: string): Origin | undefined {
  const trace = new Trace(path, register, path[at]?.frame ?? 0);
  for (let index = at - 1; index >= 0; index--) {
    const found = trace.goBack(index);
    if (found !== 'further') return found;
  }
  return undefined;
}

class Trace {
  readonly #path: Path;
  /** `r8`, or the stack slot that it was kept in: `r10 -24`. */
  #place: string;
  #frame: number;

  constructor(path: Path, place: string, frame: number) {
    this.#path = path;
    this.#place = place;
    this.#frame = frame;
  }

  goBack(at: number): Origin | undefined | 'further' {
    const step = this.#path[at];
    if (step === undefined) return undefined;
    if (step.frame !== this.#frame) return this.#cross(step, at);
    const by = calledBy(step);
    if (by !== undefined) return this.#called(step, by, at);
    return this.#place.startsWith('r10') ? this.#stored(step) : this.#defined(step, at);
  }

  /** Into a function of the program that returned the value, or out to where it was given as an argument. */
  #cross(step: LogStep, at: number): 'further' | undefined {
    if (step.frame > this.#frame) {
      const returns = step.text === 'exit' && this.#path[at + 1]?.frame === this.#frame;
      if (this.#place === 'r0' && returns) this.#frame = step.frame;
      return 'further';
    }
    if (!/^r[1-5]$/.test(this.#place)) return undefined;
    this.#frame = step.frame;
    return 'further';
  }

  #called(step: LogStep, by: string, at: number): Origin | undefined | 'further' {
    if (this.#place === 'r0') return { kind: 'returned', by, at };
    if (/^r[1-5]$/.test(this.#place)) return undefined;
    const slot = /^r10 -(\d+)$/.exec(this.#place)?.[1];
    const written = slot !== undefined && new RegExp(`\\bfp-${slot}(?:_\\w+)?=m`).test(step.state);
    return written ? { kind: 'written', by, at } : 'further';
  }

  #stored({ text }: LogStep): 'further' {
    const [, slot, value] = /^\*\(\w+ \*\)\((r10 -\d+)\) = (r\d+)$/.exec(text) ?? [];
    if (slot === this.#place && value !== undefined) this.#place = value;
    return 'further';
  }

  #defined(step: LogStep, at: number): Origin | undefined | 'further' {
    const [, target, value = ''] = /^[rw](\d+) = (.+)$/.exec(step.text) ?? [];
    if (target === undefined || `r${target}` !== this.#place) return 'further';
    const [, copied] = /^(?:\(s\d+\))?\s*[rw](\d+)$/.exec(value) ?? [];
    if (copied !== undefined) {
      this.#place = `r${copied}`;
      return 'further';
    }
    const [, base, sign, offset] = /^\*\(\w+ \*\)\((r\d+) ([+-])(\d+)\)$/.exec(value) ?? [];
    if (base === undefined) return { kind: 'constant', text: value, state: this.#stateOf(step), at };
    if (base === 'r10') {
      this.#place = `r10 ${sign}${offset}`;
      return 'further';
    }
    const from = valueBefore(this.#path, at, base) ?? '';
    if (from.startsWith('ctx')) return { kind: 'context', offset: Number(`${sign}${offset}`), at };
    return { kind: 'memory', from, at };
  }

  #stateOf({ state }: LogStep): string {
    return new RegExp(`\\b${this.#place.toUpperCase()}(?:_\\w+)?=([^ ]+)`).exec(state)?.[1] ?? '';
  }
}
