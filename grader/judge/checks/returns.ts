import type { ModuleFault } from '../../model/module.ts';
import type { ModuleFacts } from '../module-facts.ts';
import { describeFault, laterFault } from '../module-fault.ts';
import type { Outcome } from '../outcome.ts';
import { describeCall } from '../text.ts';

/** Every callback came back: no loop without end, no panic, no memory beyond what there is. */
export function returns(_spec: unknown, facts: ModuleFacts): Outcome {
  const expected = 'the module comes back from every event';
  const fault = laterFault(facts.run);
  if (fault === undefined) return { status: 'passed', expected };
  const { phase, cause } = fault;
  const examples = callOf(fault, facts).map((call) => ({ call }));
  const evidence = { phase, cause, processed: facts.run.events.length, examples };
  return { status: 'failed', expected, actual: describeFault(fault), evidence };
}

/** The call whose event the module had. */
function callOf({ event: index }: ModuleFault, { pairing }: ModuleFacts): readonly string[] {
  const { pairs, duplicates, leaked } = pairing;
  const found = [...pairs, ...duplicates, ...leaked].find(({ event }) => event.index === index);
  return found === undefined ? [] : [describeCall(found.record)];
}
