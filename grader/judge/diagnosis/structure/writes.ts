import type { CAssignment } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';
import type { Place } from '../source/text.ts';
import type { Code } from './code.ts';
import { type Scene, submitsOf } from './scene.ts';
import type { Step } from './steps.ts';

const PRINTS = /print|log|trace/i;

/** Whether a step puts something into a member of this name, be it by its address. */
export function writes(step: Step, member: string): boolean {
  if (step.kind === 'assignment') {
    const { assignment } = step;
    const [first] = (assignment.member ?? '').split(/[.[]/);
    return first === member || subscriptOf(assignment.target) === member;
  }
  if (PRINTS.test(step.call.callee)) return false;
  const place = new RegExp(`(?:->|\\.)\\s*${member}\\b`);
  return step.call.arguments.some(({ text }) => place.test(text) && !/^sizeof\b/.test(text));
}

/** `event->filename[0]` → `filename`. */
function subscriptOf(target: string): string | undefined {
  return /(?:->|\.)\s*(\w+)\s*\[/.exec(target)?.[1];
}

/**
 * How a member is used in the code: by `->` or `.`, its declaration aside. Also what initialises it in braces counts,
 * and what a macro does.
 */
export function usesOf({ text }: Pick<Code, 'text'>, member: string): number {
  return [...text.matchAll(new RegExp(`(?:->|\\.)\\s*${member}\\b`, 'g'))].length;
}

/** Where the event is handed over: before it, what is missing has to be written. */
export function handingOver(scene: Scene): Place | undefined {
  const [submit] = scene.entries.flatMap((entry) => submitsOf(entry));
  return submit?.call;
}

/** Assignments that take a member's value. */
export function readersOf({ assignments }: Code, member: string): readonly CAssignment[] {
  const use = new RegExp(`^[A-Za-z_]\\w*\\s*(?:->|\\.)\\s*${member}$`);
  return assignments.filter(({ value, operator }) => operator === '=' && use.test(value.trim()));
}

/** Whether an assignment gives a member its own value. */
export function isIdle({ target, value }: CAssignment): boolean {
  return target.replace(/\s/g, '') === value.replace(/\s/g, '');
}

/** Whether all that is done with a member is to look at it: to assign it to something else, or to print it. */
export function isOnlyRead(code: Code, member: string): boolean {
  const taken = readersOf(code, member).map((reader) => (isIdle(reader) ? 2 : 1));
  const printed = code.calls
    .filter(({ callee }) => PRINTS.test(callee))
    .map(({ arguments: list }) => list.filter(({ text }) => usesOf({ text }, member) > 0).length);
  return [...taken, ...printed].reduce((sum, number) => sum + number, 0) === usesOf(code, member);
}

/** The function that writes a member, where none is on the way to sending an event. */
export function idleWriter({ code, live }: Scene, member: string): CFunction | undefined {
  if (usesOf(live, member) > 0) return undefined;
  return code.functions.find((home) => usesOf({ text: code.text.slice(home.from, home.to) }, member) > 0);
}
