import type { ShareOutcome } from '../../model/share.ts';
import { type NamedImage, type NameFault, nameFault } from '../image-names.ts';
import type { Outcome } from '../outcome.ts';
import { whyNoName } from '../share-facts.ts';

/** The image is called so that the learner may push it, and nobody else will overwrite it. */
export function imageShareable(share: ShareOutcome): Outcome {
  const expected = 'a name in a registry that is yours to use, and that nobody else takes';
  const nameless = whyNoName(share);
  if (nameless !== undefined || share.name.kind !== 'name') {
    return { status: 'failed', expected, actual: nameless ?? 'there is no name' };
  }
  const evidence = { image: share.name.full, registry: share.name.registry };
  const fault = nameFault(share.name);
  if (fault === undefined) return { status: 'passed', expected, evidence };
  return { status: 'failed', expected, actual: describe(fault, share.name), evidence };
}

function describe(fault: NameFault, { repository, registry, full }: NamedImage): string {
  if (fault.kind === 'reserved') return `${repository} is in the namespace of ${fault.owner}`;
  return `anybody could come upon ${full}, and on ${registry} whoever pushes last wins`;
}
