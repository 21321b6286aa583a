import type { RegistryAnswer, SharedImage, ShareOutcome } from '../../model/share.ts';
import type { Outcome } from '../outcome.ts';
import { ARCHITECTURES, fromWhere, lackingArchitectures, whyNoName, withoutStop } from '../share-facts.ts';

/** The image that share.yaml names is there, is a gadget's, and has a program for every architecture of the course. */
export function imageFormed(share: ShareOutcome): Outcome {
  const { image, registry } = share;
  const nameless = whyNoName(share);
  if (nameless !== undefined) return failed(nameless);
  switch (image.kind) {
    case 'none':
      return notThere(registry);
    case 'refused':
      return failed(`the image ${fromWhere(image.from)} is refused: ${withoutStop(image.message)}`);
    case 'image':
      return judge(image);
  }
}

const EXPECTED = `a gadget image with an eBPF program for ${ARCHITECTURES.join(' and ')}`;

function failed(actual: string): Outcome {
  return { status: 'failed', expected: EXPECTED, actual };
}

/** What the registry may have is not known where it does not answer. */
function notThere(registry: RegistryAnswer): Outcome {
  if (registry.kind === 'unreachable') {
    return { status: 'notRun', because: { kind: 'registry', message: registry.message } };
  }
  const answer = registry.kind === 'denied' ? 'the registry denies access' : 'the registry has none';
  return failed(`${answer}, and there is none in the store of this machine`);
}

function judge({ from, digest, architectures }: Extract<SharedImage, { kind: 'image' }>): Outcome {
  const evidence = { from, digest, architectures };
  const lacking = lackingArchitectures(architectures);
  if (lacking.length === 0) return { status: 'passed', expected: EXPECTED, evidence };
  return {
    status: 'failed',
    expected: EXPECTED,
    actual: `it has none for ${lacking.join(' and ')}`,
    evidence,
  };
}
