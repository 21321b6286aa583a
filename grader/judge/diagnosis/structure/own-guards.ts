import { nodesOf } from '../source/text.ts';
import type { Code } from './code.ts';
import { type CallStep, guardKind } from './delivery.ts';
import { leaves, partsOfIf } from './statements.ts';
import type { Guard } from './steps.ts';

/**
 * Conditions of the learner's own making that decide whether an event is sent: those on the way to every one of the
 * steps, and those in functions whose answer such a condition asks for. Filter, missing room and loops aside.
 */
export function ownGuards(code: Code, submits: readonly CallStep[]): readonly Guard[] {
  const guards = submits.flatMap((step) => step.guards);
  const own = guards.filter((guard) => guardKind(code, guard) === 'own');
  const inside = guards
    .filter((guard) => ['room', 'filter'].includes(guardKind(code, guard)))
    .flatMap((guard) => inAnswering(code, guard));
  return distinct([...own.filter((guard) => !isEitherWay(guard, own)), ...inside]);
}

/** Whether an event is sent whatever the condition says, by one of several steps. */
function isEitherWay(guard: Guard, all: readonly Guard[]): boolean {
  return all.some(
    ({ statement, when }) =>
      statement.from === guard.statement.from &&
      when !== undefined &&
      guard.when !== undefined &&
      when !== guard.when,
  );
}

/** A function that makes room, or asks the filter, may say no for reasons of its own. */
function inAnswering(code: Code, guard: Guard): readonly Guard[] {
  const text = code.text.slice(guard.condition.from, guard.condition.to);
  const names: readonly string[] = text.match(/[A-Za-z_]\w*/g) ?? [];
  const given = code.assignments.filter(
    ({ target, function: home }) => names.includes(target) && home?.from === guard.frame.function.from,
  );
  const makers = code.functions.filter(({ name }) =>
    [text, ...given.map(({ value }) => value)].some((part) => new RegExp(`\\b${name}\\s*\\(`).test(part)),
  );
  return makers.flatMap((maker) =>
    nodesOf(maker.body, 'IfStatement').flatMap((statement): Guard[] => {
      const { condition, then } = partsOfIf(statement);
      if (condition === undefined || then === undefined || !leaves(then)) return [];
      const inner: Guard = { statement, condition, when: false, frame: { function: maker } };
      return guardKind(code, inner) === 'own' ? [inner] : [];
    }),
  );
}

function distinct(guards: readonly Guard[]): readonly Guard[] {
  return guards.filter(
    ({ statement }, index) => guards.findIndex((other) => other.statement.from === statement.from) === index,
  );
}
