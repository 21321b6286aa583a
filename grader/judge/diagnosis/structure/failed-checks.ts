import { findField } from '../../../gadget/decode/find-field.ts';
import type { CheckSpec, FieldRef, TracedSyscall } from '../../../model/check-spec.ts';
import type { Facts } from '../../facts.ts';
import { selects } from '../../paths.ts';
import { eventValue, fitting, sameValue, witnessValue } from '../../values.ts';
import type { Evidence } from '../evidence.ts';
import type { Scene } from './scene.ts';

/** The failed checks that a test selects, by id. */
export function failedWhere({ failed }: Evidence, wanted: (spec: CheckSpec) => boolean): readonly string[] {
  return failed.filter(({ spec }) => wanted(spec)).map(({ spec }) => spec.id);
}

export function failedComplete(evidence: Evidence, syscalls: readonly TracedSyscall[]): readonly string[] {
  return failedWhere(
    evidence,
    (spec) => spec.kind === 'complete' && spec.syscalls.some((syscall) => syscalls.includes(syscall)),
  );
}

export function failedOnce(evidence: Evidence): readonly string[] {
  return failedWhere(evidence, ({ kind }) => kind === 'once');
}

/** Whether a check is about this member of the event, or something in it. */
export function isAbout(field: FieldRef, member: string): boolean {
  return (typeof field === 'string' ? field : field.inside).split('.')[0] === member;
}

/** Failed checks of values (and of how they are read) that are about a member, or about a struct's inside. */
export function failedValues(evidence: Evidence, member: string): readonly string[] {
  return failedWhere(
    evidence,
    (spec) => (spec.kind === 'equals' || spec.kind === 'userMemory') && isAbout(spec.field, member),
  );
}

/**
 * Failed comparisons that are right in a further event of the same call: what makes events too many accounts for
 * them, as only a call's first event is compared.
 */
export function rightInDuplicates(evidence: Evidence, { facts, graded }: Scene): readonly string[] {
  return failedWhere(evidence, (spec) => {
    if (spec.kind !== 'equals' || graded === undefined) return false;
    const field = findField(graded.struct, spec.field);
    if (field === undefined) return false;
    const isRight = ({ event, record }: Facts['pairing']['pairs'][number]): boolean => {
      const value = eventValue(field, event.bytes);
      return value !== undefined && sameValue(fitting(witnessValue(record, spec.witness), field), value);
    };
    const healed = new Set(facts.pairing.duplicates.filter(isRight).map(({ record }) => record));
    return facts.pairing.pairs.every(
      (pair) => !selects(spec.where, pair.record) || isRight(pair) || healed.has(pair.record),
    );
  });
}
