import type { DataSource } from '../source/field.ts';
import type { Packet } from '../source/packet.ts';

/** Changes one event in place: fills the slots of the fields that its operator added. */
export type Enrich = (packet: Packet) => void;

/** What an operator makes of a data source: more fields, and what fills them. */
export interface Step {
  readonly source: DataSource;
  readonly enrich: readonly Enrich[];
}

/**
 * Extends a data source by what it finds there by C types; gives it back unchanged where there is nothing to do.
 * `warn` takes one sentence on what had to be left out.
 */
export type Operator = (source: DataSource, warn: (text: string) => void) => Step;

/** Runs operators one after another, each on what the one before left. */
export function applyOperators(
  source: DataSource,
  operators: readonly Operator[],
  warn: (text: string) => void,
): Step {
  return operators.reduce<Step>(
    (step, operator) => {
      const next = operator(step.source, warn);
      return { source: next.source, enrich: [...step.enrich, ...next.enrich] };
    },
    { source, enrich: [] },
  );
}
