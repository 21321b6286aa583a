import { type ModuleFacts, processedPairs } from '../module-facts.ts';
import { nothingPaired, type Outcome } from '../outcome.ts';
import { count, describeCall, listShort } from '../text.ts';

function manyMore(extra: number): string {
  return `the module put ${count(extra, 'event')} of its own among them`;
}

/** What the eBPF program sent is still there as it was. */
export function untouched(_spec: unknown, facts: ModuleFacts): Outcome {
  const pairs = processedPairs(facts);
  if (pairs.length === 0) return nothingPaired(['open', 'openat']);
  const changed = pairs.filter(({ processed }) => processed.changed.length > 0);
  const expected = "the eBPF program's own fields stay as it sent them";
  const evidence = { events: pairs.length, changed: changed.length };
  const extra = pairs.reduce((sum, { processed }) => sum + (processed.extra ?? 0), 0);
  if (extra > 0)
    return { status: 'failed', expected, actual: manyMore(extra), evidence: { ...evidence, extra } };
  if (changed.length === 0) return { status: 'passed', expected, evidence };
  const fields = [...new Set(changed.flatMap(({ processed }) => processed.changed))];
  const names = listShort(fields.map((name) => `\`${name}\``));
  return {
    status: 'failed',
    expected,
    actual: `the module changed ${names} in ${count(changed.length, 'event')} of ${pairs.length}`,
    evidence: {
      ...evidence,
      fields,
      examples: changed.slice(0, 3).map(({ record }) => ({ call: describeCall(record) })),
    },
  };
}
