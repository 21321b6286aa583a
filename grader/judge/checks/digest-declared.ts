import { isDigest } from '../../image/oci/digest.ts';
import type { ShareOutcome } from '../../model/share.ts';
import { blocked, type Outcome } from '../outcome.ts';
import { sharedDigest } from '../share-facts.ts';

/** share.yaml has the digest by which others know the image. */
export function digestDeclared(share: ShareOutcome): Outcome {
  const { declared, registry } = share;
  const digest = sharedDigest(share);
  if (digest === undefined) return nothingToCompare(registry);
  const expected = `share.yaml says ${digest}`;
  const evidence = { digest, ...(declared.digest !== undefined && { declared: declared.digest }) };
  if (declared.digest === digest) return { status: 'passed', expected, evidence };
  return { status: 'failed', expected, actual: describe(declared.digest), evidence };
}

function nothingToCompare(registry: ShareOutcome['registry']): Outcome {
  if (registry.kind !== 'unreachable') return blocked('image');
  return { status: 'notRun', because: { kind: 'registry', message: registry.message } };
}

function describe(declared: string | undefined): string {
  if (declared === undefined) return 'it says none';
  return isDigest(declared) ? `it says ${declared}` : 'what it says is not a digest';
}
