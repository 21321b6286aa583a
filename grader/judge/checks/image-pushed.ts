import { SHARE_ARCHIVE, type ShareOutcome } from '../../model/share.ts';
import type { Outcome } from '../outcome.ts';
import { countsAsPushed, whyNoName, withoutStop } from '../share-facts.ts';

/** Others can get the image: the registry has it. Where that cannot be asked, the exported image stands in for it. */
export function imagePushed(share: ShareOutcome): Outcome {
  const { name, registry } = share;
  const nameless = whyNoName(share);
  if (nameless !== undefined || name.kind !== 'name') {
    const actual = nameless ?? 'there is no name';
    return { status: 'failed', expected: 'a registry has the image', actual };
  }
  const expected = `the registry ${name.registry} has ${name.full}`;
  const evidence = { registry: name.registry, answer: registry.kind };
  if (registry.kind === 'has') return { status: 'passed', expected, evidence };
  if (countsAsPushed(share)) return { status: 'passed', expected, evidence, remark: INSTEAD };
  if (registry.kind === 'unreachable') {
    return { status: 'notRun', because: { kind: 'registry', message: registry.message } };
  }
  const actual =
    registry.kind === 'notAsked' ? 'nobody but its owner can push there' : withoutStop(registry.message);
  return { status: 'failed', expected, actual, evidence };
}

const INSTEAD = `The registry does not give it to this machine, so ${SHARE_ARCHIVE} was graded in its place.`;
