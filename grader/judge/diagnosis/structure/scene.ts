import type { ProgramFacts } from '../../../model/capture.ts';
import type { TracedSyscall } from '../../../model/check-spec.ts';
import type { GradedEvents } from '../../events.ts';
import type { Facts } from '../../facts.ts';
import type { Evidence } from '../evidence.ts';
import type { CSource } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';
import type { Place } from '../source/text.ts';
import { type Code, codeOf, without } from './code.ts';
import { type CallStep, isSubmit } from './delivery.ts';
import { type Step, stepsOf } from './steps.ts';

export const SYSCALLS: readonly TracedSyscall[] = ['openat', 'open'];

/** A program of the object, with the function that it was compiled from. */
export interface Entry {
  readonly program: ProgramFacts;
  /** The section without its kind: `sys_enter_openat`; undefined where it is no system call's tracepoint. */
  readonly tracepoint: string | undefined;
  /** Undefined where a macro made it. */
  readonly function: CFunction | undefined;
  readonly steps: readonly Step[];
}

/** A run of a program whose source is known. */
export interface Scene {
  readonly code: Code;
  /** The code without the functions that no program comes to. */
  readonly live: Code;
  readonly facts: Facts;
  readonly graded: GradedEvents | undefined;
  readonly entries: readonly Entry[];
}

type Ran = Evidence & { readonly facts: Facts; readonly program: CSource };

const known = new WeakMap<Facts, Scene>();

/** Every rule of this folder looks at it; it is worked out once. */
export function sceneOf({ facts, program }: Ran): Scene {
  const before = known.get(facts);
  if (before !== undefined && before.code.source === program) return before;
  const code = codeOf(program);
  const all = facts.capture.object.programs.map((one) => entryOf(code, one));
  // What begins with a question mark is not loaded, though libbpf lists it, without the mark.
  const entries = all.filter((entry) => !entry.function?.section?.name.startsWith('?'));
  const scene = { code, live: liveCode(code, entries), facts, graded: facts.graded, entries };
  known.set(facts, scene);
  return scene;
}

function liveCode(code: Code, entries: readonly Entry[]): Code {
  // A program that a macro made may call anything.
  if (entries.some(({ function: home }) => home === undefined)) return code;
  const reached = new Set(
    entries.flatMap(({ function: home, steps }) => [home, ...steps.map(({ frame }) => frame.function)]),
  );
  // A function that a macro calls is not followed, nor is one that is passed on by its name.
  const idle = code.functions.filter((one) => !reached.has(one) && !isNamed(code, one));
  return idle.length === 0 ? code : without(code, idle);
}

function isNamed({ calls, text, macros }: Code, { name }: CFunction): boolean {
  const called = calls.filter(({ callee }) => callee === name).length;
  const named = text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
  return (
    named > called + 1 || [...macros.values()].some(({ body }) => new RegExp(`\\b${name}\\b`).test(body))
  );
}

function entryOf(code: Code, program: ProgramFacts): Entry {
  const home = code.functions.find(({ name }) => name === program.name);
  return {
    program,
    tracepoint: tracepointOf(program.section),
    function: home,
    steps: home === undefined ? [] : stepsOf(code, home),
  };
}

export function tracepointOf(section: string): string | undefined {
  return /^(?:tracepoint|tp)\/syscalls\/(\w+)$/.exec(section)?.[1];
}

/** The programs that run when a system call begins. */
export function entriesOf({ entries }: Scene, syscall: string): readonly Entry[] {
  return entries.filter(({ tracepoint }) => tracepoint === `sys_enter_${syscall}`);
}

/** The steps by which an entry hands events over, those aside that are never reached. */
export function submitsOf({ steps }: Entry): readonly CallStep[] {
  return steps.filter(isSubmit).filter(({ behind }) => behind === undefined);
}

/** How many events there are of a system call, wherever it was made. */
export function eventsOf({ pairing }: Facts, syscall: TracedSyscall) {
  const of = (list: Facts['pairing']['pairs']): number =>
    list.filter(({ record }) => record.syscall === syscall).length;
  return {
    paired: of(pairing.pairs),
    leaked: of(pairing.leaked),
    duplicates: of(pairing.duplicates),
    missing: pairing.missing.filter((record) => record.syscall === syscall).length,
  };
}

/** Lists of names in a sentence: `a`, `a` and `b`, `a`, `b` and `c`. */
export function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The bare place of something in the source, as a part of a finding; nothing where it is not known. */
export function at(thing: Place | undefined): { readonly place?: Place } {
  return thing === undefined ? {} : { place: { file: thing.file, line: thing.line, column: thing.column } };
}
