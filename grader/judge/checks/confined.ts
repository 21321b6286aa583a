import type { ProgramFacts, WitnessRole } from '../../model/capture.ts';
import { reportsOpenat2 } from '../attached.ts';
import type { Facts } from '../facts.ts';
import { nothingPaired, type Outcome, withoutEvidence } from '../outcome.ts';
import type { Pair } from '../pair.ts';
import { count, describeCall } from '../text.ts';

const PLACES: { readonly [Role in Exclude<WitnessRole, 'traced'>]: string } = {
  foreign: 'another container',
  host: 'the host',
  elsewhere: 'elsewhere on the machine',
};

/** No event tells of a call outside the traced container, or of none at all. */
export function confined(_spec: unknown, facts: Facts): Outcome {
  const { pairs, duplicates, leaked, strangers } = facts.pairing;
  for (const role of ['foreign', 'host'] as const) {
    if (!facts.capture.witnessed.some((record) => record.role === role)) {
      return withoutEvidence(`opens in ${PLACES[role]}`);
    }
  }
  const events = pairs.length + duplicates.length + leaked.length + strangers.length;
  if (events === 0) return nothingPaired(['open', 'openat']);
  const counts = { foreign: from('foreign'), host: from('host'), elsewhere: from('elsewhere') };
  const evidence = { events, ...counts, unknown: strangers.length };
  const expected = 'events of the traced container only';
  if (leaked.length + strangers.length === 0) return { status: 'passed', expected, evidence };
  return {
    status: 'failed',
    expected,
    actual: describe(counts, strangers.length, facts.capture.object.programs),
    evidence: {
      ...evidence,
      examples: examplesOf(leaked),
    },
  };

  function from(role: WitnessRole): number {
    return leaked.filter(({ record }) => record.role === role).length;
  }
}

function examplesOf(leaked: readonly Pair[]): readonly { readonly call: string }[] {
  const records = new Set(leaked.map(({ record }) => record));
  return [...records].slice(0, 3).map((record) => ({ call: describeCall(record) }));
}

function describe(
  counts: { readonly [Role in keyof typeof PLACES]: number },
  strangers: number,
  programs: readonly ProgramFacts[],
): string {
  const roles = ['foreign', 'host', 'elsewhere'] as const;
  const leaks = roles
    .filter((role) => counts[role] > 0)
    .map((role) => `${count(counts[role], 'event')} from ${PLACES[role]}`);
  if (strangers === 0) return leaks.join(', ');
  const cause = reportsOpenat2(programs) ? ' (a program is attached to openat2)' : '';
  return [...leaks, `${count(strangers, 'event')} that no witnessed call explains${cause}`].join(', ');
}
