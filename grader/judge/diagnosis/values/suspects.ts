import { type FieldReader, findField } from '../../../gadget/decode/find-field.ts';
import type { WitnessRecord } from '../../../model/capture.ts';
import type { TracedSyscall, WitnessField } from '../../../model/check-spec.ts';
import type { GadgetEvent } from '../../events.ts';
import type { Facts } from '../../facts.ts';
import type { Pair } from '../../pair.ts';
import { selects } from '../../paths.ts';
import { eventValue, fitting, sameValue, type Value, witnessValue } from '../../values.ts';
import type { FailedCheck } from '../evidence.ts';

/** One field of one event, beside what the witness says it should be. */
export interface Observation {
  readonly event: GadgetEvent;
  readonly record: WitnessRecord;
  readonly expected: Value;
  readonly actual: Value;
  readonly wrong: boolean;
}

/** A field with wrong values, in every event of the run. */
export interface Suspect {
  readonly field: FieldReader;
  readonly witness: WitnessField;
  /** In ring order. */
  readonly observations: readonly Observation[];
  /** The checks that failed by it. */
  readonly checks: readonly EqualsCheck[];
}

type EqualsCheck = Extract<FailedCheck['spec'], { kind: 'equals' }>;

/** The fields that failed checks found wrong. A field is one suspect, by however many checks. */
export function suspectsOf(failed: readonly FailedCheck[], facts: Facts): readonly Suspect[] {
  const suspects = new Map<string, Suspect>();
  for (const { spec } of failed) {
    if (spec.kind !== 'equals') continue;
    const field = facts.graded && findField(facts.graded.struct, spec.field);
    if (field === undefined) continue;
    const key = `${field.path} ${spec.witness}`;
    const before = suspects.get(key);
    const observations = before?.observations ?? observe(field, spec.witness, facts.pairing.pairs);
    const checks = [...(before?.checks ?? []), spec];
    suspects.set(key, { field, witness: spec.witness, observations, checks });
  }
  return [...suspects.values()].filter(({ observations }) => observations.some(({ wrong }) => wrong));
}

function observe(field: FieldReader, witness: WitnessField, pairs: readonly Pair[]): readonly Observation[] {
  const found = pairs.flatMap(({ event, record }): Observation[] => {
    const actual = eventValue(field, event.bytes);
    const expected = fitting(witnessValue(record, witness), field);
    if (actual?.kind !== expected.kind) return [];
    return [{ event, record, expected, actual, wrong: !sameValue(expected, actual) }];
  });
  return found.sort((one, other) => one.event.index - other.event.index);
}

/** The failed checks that look at one of these wrong values. */
export function explainedBy(
  { checks }: Suspect,
  syscalls: readonly TracedSyscall[],
  observations: readonly Observation[],
): readonly string[] {
  const wrong = observations.filter((one) => one.wrong && syscalls.includes(one.record.syscall));
  return checks.filter(({ where }) => wrong.some(({ record }) => selects(where, record))).map(({ id }) => id);
}
