import type { WitnessRecord } from '../../../model/capture.ts';
import type { TracedSyscall } from '../../../model/check-spec.ts';
import { count, showName } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import { placeIn } from './code.ts';
import { failedComplete } from './failed-checks.ts';
import { ownGuards } from './own-guards.ts';
import { at, entriesOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';
import { type Property, sharedProperty } from './shared-property.ts';
import type { Guard } from './steps.ts';

export const submittedSometimes = rule({
  id: 'submitted-sometimes',
  meaning: 'The event is handed over on one way through the program, and lost on another.',
  example: {
    code: 'if (flags & 3)\n\tgadget_submit_buf(ctx, &events, event, sizeof(*event));\nelse\n\tgadget_discard_buf(event);',
    message:
      '12 of 42 events are missing, just those of calls that open for reading only: an event is sent only where `flags & 3`. Every call is to have its event, so nothing but the filter may hold one back.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const { missing } = scene.facts.pairing;
    const concerned = SYSCALLS.filter(
      (name) => missing.some(({ syscall }) => syscall === name) && entriesOf(scene, name).length > 0,
    );
    if (scene.facts.possiblyLost > 0 || scene.code.hasMore) return [];
    const together = findFor(concerned);
    // Or else each entry has a condition of its own.
    return together.length > 0 ? together : concerned.flatMap((name) => findFor([name]));

    function findFor(syscalls: readonly TracedSyscall[]): readonly Finding[] {
      const explains = failedComplete(evidence, syscalls);
      const theirs = missing.filter(({ syscall }) => syscalls.includes(syscall));
      return explains.length === 0 ? [] : findCondition(scene, theirs, explains);
    }
  },
});

function findCondition(
  scene: Scene,
  missing: readonly WitnessRecord[],
  explains: readonly string[],
): readonly Finding[] {
  const syscalls = SYSCALLS.filter((name) => missing.some(({ syscall }) => syscall === name));
  const present = scene.facts.pairing.pairs
    .map(({ record }) => record)
    // A condition of one entry says nothing of the other's calls.
    .filter(({ syscall }) => syscalls.includes(syscall));
  const everywhere = scene.facts.pairing.pairs.map(({ record }) => record);
  if (everywhere.length === 0) return [];
  const property = sharedProperty(missing, present.length > 0 ? present : everywhere);
  const submits = syscalls.flatMap((name) => entriesOf(scene, name)).flatMap((entry) => submitsOf(entry));
  const guard = choose(scene, ownGuards(scene.code, submits), property);
  if (guard === undefined) return [];
  const all = missing.length + present.length;
  const message = describe(scene, guard, property, missing.length, all);
  return [{ message, confidence: 'likely', explains, ...at(placeIn(scene.code, guard.statement.from)) }];
}

/** The only condition, or the only one that is about what the missing have in common. */
function choose(
  { code }: Scene,
  guards: readonly Guard[],
  property: Property | undefined,
): Guard | undefined {
  if (guards.length === 1) return guards[0];
  const fitting = guards.filter(({ condition }) =>
    property?.topic.test(code.text.slice(condition.from, condition.to)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function describe(
  { code }: Scene,
  { condition, when }: Guard,
  property: Property | undefined,
  missing: number,
  all: number,
): string {
  const text = showName(code.text.slice(condition.from + 1, condition.to - 1).trim());
  const start =
    missing === all
      ? `All ${all} events are missing`
      : `${missing} of ${count(all, 'event')} ${missing === 1 ? 'is' : 'are'} missing`;
  const which =
    property === undefined ? '' : `, just ${missing === 1 ? 'that' : 'those'} of calls ${property.words}`;
  const cause =
    when === undefined
      ? `it depends on \`${text}\` whether an event is sent`
      : when
        ? `an event is sent only where \`${text}\``
        : `no event is sent where \`${text}\``;
  return `${start}${which}: ${cause}. Every call is to have its event, so nothing but the filter may hold one back.`;
}
