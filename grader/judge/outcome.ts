import type { TracedSyscall } from '../model/check-spec.ts';

/** What a check found, before it is given its id and title. */
export type Outcome =
  | {
      readonly status: 'passed';
      readonly expected?: string;
      readonly actual?: string;
      readonly evidence?: Evidence;
      readonly remark?: string;
    }
  | {
      readonly status: 'failed';
      readonly expected: string;
      readonly actual: string;
      readonly evidence?: Evidence;
    }
  | { readonly status: 'notRun'; readonly because: Obstacle };

/** Ready for JSON: no BigInt, no bytes. */
export type Evidence = Readonly<Record<string, unknown>>;

/** Why a check could not be made. */
export type Obstacle =
  /** No event of these calls arrived, so there is nothing to look at. */
  | { readonly kind: 'nothing-paired'; readonly syscalls: readonly TracedSyscall[] }
  /** The scenario makes no such call, so the check could not fail. `what` completes "the scenario has no …". */
  | { readonly kind: 'without-evidence'; readonly what: string }
  | { readonly kind: 'ring-overflow' }
  /** A stage that was not reached (`build`, `load`, `image`, `registry`) or the id of a check that has to pass first. */
  | { readonly kind: 'blocked'; readonly by: string }
  /** The registry gave no answer; `message` is one sentence. */
  | { readonly kind: 'registry'; readonly message: string }
  /** The machine's architecture has no such system call. */
  | { readonly kind: 'architecture'; readonly architecture: string };

export function nothingPaired(syscalls: readonly TracedSyscall[]): Outcome {
  return { status: 'notRun', because: { kind: 'nothing-paired', syscalls } };
}

export function withoutEvidence(what: string): Outcome {
  return { status: 'notRun', because: { kind: 'without-evidence', what } };
}

export function blocked(by: string): Outcome {
  return { status: 'notRun', because: { kind: 'blocked', by } };
}
