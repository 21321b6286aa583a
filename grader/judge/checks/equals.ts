import { type FieldReader, findField } from '../../gadget/decode/find-field.ts';
import type { FieldRef, TracedSyscall, WitnessField, WitnessFilter } from '../../model/check-spec.ts';
import type { Facts } from '../facts.ts';
import { nothingPaired, type Outcome, withoutEvidence } from '../outcome.ts';
import type { Pair } from '../pair.ts';
import { isPathOf, selects } from '../paths.ts';
import { describeCall } from '../text.ts';
import { describeType } from '../types.ts';
import { eventValue, fieldName, fitting, sameValue, showValue, type Value, witnessValue } from '../values.ts';
import { recordsOf } from './select.ts';

interface EqualsSpec {
  readonly field: FieldRef;
  readonly witness: WitnessField;
  readonly where: WitnessFilter;
}

interface Mismatch {
  readonly pair: Pair;
  readonly expected: Value;
  readonly actual: Value;
}

/** The field holds what the witness saw, in every event that `where` selects. */
export function equals(spec: EqualsSpec, facts: Facts): Outcome {
  const syscalls: readonly TracedSyscall[] = spec.where.syscall ? [spec.where.syscall] : ['open', 'openat'];
  const lacking = lackingEvidence(spec.where, syscalls, facts);
  if (lacking !== undefined) return withoutEvidence(lacking);
  const pairs = facts.pairing.pairs.filter(({ record }) => selects(spec.where, record));
  if (pairs.length === 0) return nothingPaired(syscalls);
  const expected = `${fieldName(spec.field)} holds ${MEANINGS[spec.witness]}`;
  const field = facts.graded && findField(facts.graded.struct, spec.field);
  if (field === undefined) {
    return { status: 'failed', expected, actual: `the event has no member ${fieldName(spec.field)}` };
  }
  const mismatches = compare(spec, field, pairs);
  if (mismatches === undefined) {
    return { status: 'failed', expected, actual: `\`${field.path}\` is ${describeType(field.type)}` };
  }
  return judge(expected, pairs, mismatches);
}

const MEANINGS: { readonly [Field in WitnessField]: string } = {
  path: 'the path that was opened',
  flags: 'the flags of the call',
  mode: 'the mode of the call',
  comm: 'the name of the task',
  pid: 'the process id',
  tid: 'the thread id',
  uid: 'the user id of the task',
  gid: 'the group id of the task',
  mntns: 'the mount namespace of the task',
  parentComm: 'the name of the parent process',
  parentPid: 'the process id of the parent',
};

/** Of each class of paths that is asked for, the scenario must hold one: else its value could not be wrong. */
function lackingEvidence(
  { paths }: WitnessFilter,
  syscalls: readonly TracedSyscall[],
  facts: Facts,
): string | undefined {
  const records = recordsOf(facts, syscalls);
  if (records.length === 0) return `${syscalls.join(' or ')} in the container`;
  const absent = paths?.find((pathClass) => !records.some((record) => isPathOf(pathClass, record)));
  return absent && `${syscalls.join(' or ')} of a path that is ${absent}`;
}

/** The pairs whose values differ; undefined where the field's type cannot hold such a value. */
function compare(spec: EqualsSpec, field: FieldReader, pairs: readonly Pair[]): Mismatch[] | undefined {
  const mismatches: Mismatch[] = [];
  for (const pair of pairs) {
    const actual = eventValue(field, pair.event.bytes);
    const expected = fitting(witnessValue(pair.record, spec.witness), field);
    if (actual?.kind !== expected.kind) return undefined;
    if (!sameValue(expected, actual)) mismatches.push({ pair, expected, actual });
  }
  return mismatches;
}

function judge(expected: string, pairs: readonly Pair[], mismatches: readonly Mismatch[]): Outcome {
  const evidence = { compared: pairs.length, wrong: mismatches.length };
  if (mismatches.length === 0) return { status: 'passed', expected, evidence };
  const examples = mismatches.slice(0, 3).map(({ pair, expected, actual }) => ({
    call: describeCall(pair.record),
    expected: showValue(expected),
    actual: showValue(actual),
  }));
  const actual =
    mismatches.length === pairs.length
      ? `wrong in every event (${pairs.length})`
      : `wrong in ${mismatches.length} of ${pairs.length} events`;
  return { status: 'failed', expected, actual, evidence: { ...evidence, examples } };
}
