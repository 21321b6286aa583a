import { type CheckKind, MODULE_CHECK_KINDS } from '../../../model/check-spec.ts';
import type { Evidence } from '../evidence.ts';
import type { Finding } from '../rule.ts';

/** The failed checks of these kinds. */
export function failedOf({ failed }: Evidence, ...kinds: readonly CheckKind[]): readonly string[] {
  return failed.filter(({ spec }) => kinds.includes(spec.kind)).map(({ spec }) => spec.id);
}

/** What a module that does not come about, or does not start, accounts for: all that failed of it, and its stage. */
export function wholeModule(evidence: Evidence): Finding['explains'] {
  return [...failedOf(evidence, ...MODULE_CHECK_KINDS), 'module'];
}
