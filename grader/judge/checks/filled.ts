import { type ModuleFacts, processedPairs, textOf } from '../module-facts.ts';
import { refusals } from '../module-fault.ts';
import { nothingPaired, type Outcome } from '../outcome.ts';
import { showName } from '../text.ts';

/**
 * The added field was set at all. That it is empty in some events is the matter of the checks of its value: also a
 * wrong value may be empty, and should be called wrong.
 */
export function filled({ field }: { readonly field: string }, facts: ModuleFacts): Outcome {
  const pairs = processedPairs(facts);
  if (pairs.length === 0) return nothingPaired(['open', 'openat']);
  const empty = pairs.filter(({ processed }) => textOf(processed, field) === '').length;
  const expected = `\`${field}\` holds something`;
  const evidence = { events: pairs.length, empty };
  if (empty < pairs.length) return { status: 'passed', expected, evidence };
  const [refusal] = refusals(facts.run);
  const why = refusal === undefined ? '' : `; the host refused: ${showName(refusal)}`;
  return { status: 'failed', expected, actual: `empty in every event (${empty})${why}`, evidence };
}
