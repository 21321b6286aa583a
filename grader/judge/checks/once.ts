import type { TracedSyscall } from '../../model/check-spec.ts';
import { reportsOpenat2 } from '../attached.ts';
import type { Facts } from '../facts.ts';
import { nothingPaired, type Outcome, withoutEvidence } from '../outcome.ts';
import { count, describeCall } from '../text.ts';
import { pairsOf, recordsOf } from './select.ts';

/** No call has a second event. */
export function once(spec: { readonly syscalls: readonly TracedSyscall[] }, facts: Facts): Outcome {
  const names = spec.syscalls.join(' and ');
  if (recordsOf(facts, spec.syscalls).length === 0) return withoutEvidence(`${names} in the container`);
  const pairs = pairsOf(facts.pairing.pairs, spec.syscalls);
  if (pairs.length === 0) return nothingPaired(spec.syscalls);
  const extra = pairsOf(facts.pairing.duplicates, spec.syscalls);
  const evidence = { calls: pairs.length, extraEvents: extra.length };
  const expected = `one event for each ${spec.syscalls.join(' or ')}`;
  if (extra.length === 0) return { status: 'passed', expected, evidence };
  const repeated = new Set(extra.map(({ record }) => record));
  const cause = reportsOpenat2(facts.capture.object.programs)
    ? '; a program is attached to openat2 as well'
    : '';
  return {
    status: 'failed',
    expected,
    actual: `${count(repeated.size, 'call has', 'calls have')} more than one, ${count(extra.length, 'event')} too many${cause}`,
    evidence: {
      ...evidence,
      examples: [...repeated].slice(0, 3).map((record) => ({ call: describeCall(record) })),
    },
  };
}
