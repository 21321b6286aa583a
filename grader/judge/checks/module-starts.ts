import type { ModuleFacts } from '../module-facts.ts';
import { complaints, describeFault, startFault } from '../module-fault.ts';
import type { Outcome } from '../outcome.ts';
import { showName } from '../text.ts';

/** The module loads, and everything that is called before the first event returns 0. */
export function moduleStarts(_spec: unknown, { run }: ModuleFacts): Outcome {
  const expected = 'the module loads, and gadgetInit, gadgetPreStart and gadgetStart return 0';
  const fault = startFault(run);
  if (fault === undefined) return { status: 'passed', expected };
  const [said] = complaints(run);
  const actual = describeFault(fault) + (said === undefined ? '' : `; it said: ${showName(said)}`);
  const { phase, cause } = fault;
  return { status: 'failed', expected, actual, evidence: { phase, cause } };
}
