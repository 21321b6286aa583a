import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CCall } from '../source/functions.ts';
import { placeIn } from './code.ts';
import type { CallStep } from './delivery.ts';
import { failedWhere, rightInDuplicates } from './failed-checks.ts';
import { at, type Entry, entriesOf, eventsOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';
import type { Frame, Guard } from './steps.ts';

export const submittedMoreThanOnce = rule({
  id: 'submitted-more-than-once',
  meaning: 'One call gives several events, as the program hands over more than one.',
  example: {
    code: 'handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);\nreturn handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);',
    message:
      '`openat_entry` comes to `handle_open()` twice, so each call gives two events. Once is enough: take this one away.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const found = SYSCALLS.filter((name) => eventsOf(scene.facts, name).duplicates > 0)
      .flatMap((name) => entriesOf(scene, name))
      .flatMap((entry) => findTwice(evidence, scene, entry));
    // What both entries share is said once, and explains both.
    return found.slice(0, 1);
  },
});

function findTwice(evidence: Evidence, scene: Scene, entry: Entry): readonly Finding[] {
  const healed = rightInDuplicates(evidence, scene);
  const explains = [...failedWhere(evidence, ({ kind }) => kind === 'once'), ...healed];
  const submits = submitsOf(entry).filter(({ hidden }) => hidden !== true);
  if (explains.length === 0 || entry.function === undefined) return [];
  // Where the second event is the right one, the first came too early.
  const again = partingOf(submits, healed.length > 0);
  if (again !== undefined)
    return [{ message: describe(again), confidence: 'certain', explains, ...at(again) }];
  const loop = submits
    .flatMap(({ guards }) => guards)
    .find(({ statement }) => /^(While|Do|For)/.test(statement.name));
  if (loop === undefined) return [];
  const message =
    'The event is handed over in a loop, so one call gives several events. It has to be handed over once, behind the loop.';
  return [{ message, confidence: 'likely', explains, ...at(placeIn(scene.code, loop.statement.from)) }];
}

function describe(again: CCall): string {
  const home = again.function === undefined ? 'The program' : `\`${showName(again.function.name)}\``;
  return `${home} comes to \`${showName(again.callee)}()\` twice, so each call gives two events. Once is enough: take this one away.`;
}

/** Where two ways to hand over that one run can both go part for the first time: the later call, or the earlier. */
function partingOf(submits: readonly CallStep[], earlier: boolean): CCall | undefined {
  for (const [index, first] of submits.entries()) {
    const later = submits.slice(index + 1).find((second) => canBothHappen(first.guards, second.guards));
    if (later === undefined) continue;
    const [one, other] = [chainOf(first), chainOf(later)];
    return earlier ? parting(other, one) : parting(one, other);
  }
  return undefined;
}

function canBothHappen(one: readonly Guard[], other: readonly Guard[]): boolean {
  return !one.some((guard) =>
    other.some(
      ({ statement, when }) =>
        statement.from === guard.statement.from &&
        statement.name === guard.statement.name &&
        (when !== guard.when || when === undefined),
    ),
  );
}

/** The calls that lead to a step, from the entry on, and its own. */
function chainOf({ call, frame }: CallStep): readonly CCall[] {
  const outer: CCall[] = [];
  for (let one: Frame | undefined = frame; one !== undefined; one = one.caller) {
    if (one.call !== undefined) outer.unshift(one.call);
  }
  return [...outer, call];
}

function parting(one: readonly CCall[], other: readonly CCall[]): CCall | undefined {
  return other.find((call, index) => call.node.from !== one[index]?.node.from);
}
