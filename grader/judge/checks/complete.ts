import type { TracedSyscall } from '../../model/check-spec.ts';
import type { Facts } from '../facts.ts';
import { type Outcome, withoutEvidence } from '../outcome.ts';
import { count, describeCall } from '../text.ts';
import { recordsOf } from './select.ts';

/** Every call of the traced container has an event. */
export function complete(spec: { readonly syscalls: readonly TracedSyscall[] }, facts: Facts): Outcome {
  const unseen = spec.syscalls.find((syscall) => recordsOf(facts, [syscall]).length === 0);
  if (unseen !== undefined) return withoutEvidence(`${unseen} in the container`);
  const records = recordsOf(facts, spec.syscalls);
  const missing = facts.pairing.missing.filter(({ syscall }) => spec.syscalls.includes(syscall));
  const evidence = { calls: records.length, missing: missing.length };
  const expected = `an event for each of ${count(records.length, 'call')} of ${spec.syscalls.join(' and ')}`;
  if (missing.length === 0) return { status: 'passed', expected, evidence };
  if (facts.possiblyLost > 0) return { status: 'notRun', because: { kind: 'ring-overflow' } };
  const actual =
    missing.length === records.length
      ? 'none has one'
      : `${count(missing.length, 'event is', 'events are')} missing`;
  const examples = missing.slice(0, 3).map((record) => ({ call: describeCall(record) }));
  return { status: 'failed', expected, actual, evidence: { ...evidence, examples } };
}
