import type { CheckKind, CheckSpec } from '../../model/step.ts';
import type { Facts } from '../facts.ts';
import type { Outcome } from '../outcome.ts';
import { builds } from './builds.ts';
import { complete } from './complete.ts';
import { confined } from './confined.ts';
import { equals } from './equals.ts';
import { loads } from './loads.ts';
import { member } from './member.ts';
import { once } from './once.ts';
import { timestamp } from './timestamp.ts';
import { userMemory } from './user-memory.ts';

/** Kinds that look at a capture; the two others look at what came before it. */
export type CaptureCheckKind = Exclude<CheckKind, 'builds' | 'loads'>;
export type CaptureCheckSpec = Extract<CheckSpec, { kind: CaptureCheckKind }>;

type SpecOf = { readonly [Kind in CaptureCheckKind]: Extract<CheckSpec, { kind: Kind }> };
type CaptureChecks = {
  readonly [Kind in CaptureCheckKind]: (spec: SpecOf[Kind], facts: Facts) => Outcome;
};

/** One entry per kind: a new kind without a file of its own does not compile. */
const CAPTURE_CHECKS: CaptureChecks = { complete, once, confined, timestamp, member, userMemory, equals };

export { builds, loads };

/** Makes a check over a capture. */
export function checkCapture<Kind extends CaptureCheckKind>(
  spec: { readonly [K in Kind]: { readonly kind: K } & SpecOf[K] }[Kind],
  facts: Facts,
): Outcome {
  return CAPTURE_CHECKS[spec.kind](spec, facts);
}
