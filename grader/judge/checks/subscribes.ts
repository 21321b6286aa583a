import type { ModuleFacts } from '../module-facts.ts';
import type { Outcome } from '../outcome.ts';
import { listShort } from '../text.ts';

const SHOWN = 20;

/** The module has a callback for the events of that data source. */
export function subscribes({ dataSource }: { readonly dataSource: string }, { run }: ModuleFacts): Outcome {
  const expected = `a callback for the events of the data source \`${dataSource}\``;
  const { subscriptions } = run;
  if (subscriptions.includes(dataSource)) return { status: 'passed', expected };
  const actual =
    subscriptions.length === 0
      ? 'the module subscribed to nothing'
      : `the module subscribed to ${listShort(subscriptions.map((name) => `\`${name}\``))} only`;
  return { status: 'failed', expected, actual, evidence: { subscriptions: subscriptions.slice(0, SHOWN) } };
}
