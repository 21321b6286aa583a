import type { Diagnostic } from '../../../model/artifact.ts';
import type { ImageCheckKind } from '../../../model/check-spec.ts';

/** A cause before it is given its place in share.yaml, and the checks that it explains. */
export interface ShareCause {
  readonly id: string;
  readonly message: string;
  /** The value that it is about, or a remark that has a place of its own. */
  readonly at?: 'image' | 'digest' | Diagnostic;
  /** Kinds of the checks that fail by it; what to look at is the lesson's part about the first. */
  readonly fails: readonly ImageCheckKind[];
}
