import type { RegistryAnswer, SharedFrom } from '../model/share.ts';
import type { ShareVerdict, StepVerdict } from '../model/verdict.ts';
import { type Page, paragraph } from './style.ts';

/** Digits of a digest that tell two images of one learner apart; the whole one is in the JSON. */
const SHOWN_DIGITS = 12;

/** Which image was graded, and where it came from. */
export function shareLines(page: Page, { share }: StepVerdict): string[] {
  if (share?.image === undefined) return [];
  const text = `${share.image}${shortDigest(share)}, ${fromWhere(share)}`;
  return paragraph(page, { text, indent: 2, label: 'image', labelColour: 'dim', colour: 'dim' });
}

function shortDigest({ digest }: ShareVerdict): string {
  const [, digits] = /^sha256:(\w+)/.exec(digest ?? '') ?? [];
  return digits === undefined ? '' : ` (${digits.slice(0, SHOWN_DIGITS)})`;
}

const SOURCES: { readonly [From in SharedFrom]: string } = {
  registry: 'pulled from its registry',
  archive: 'read from share.oci.tar',
  store: 'only in the store of this machine',
};

const ANSWERS: { readonly [Status in RegistryAnswer['kind']]: string } = {
  has: 'in its registry',
  absent: 'which its registry does not have',
  denied: 'which its registry does not give away',
  unreachable: 'whose registry cannot be reached',
  notAsked: 'which was not looked for',
};

function fromWhere({ from, refusal, registry }: ShareVerdict): string {
  if (from === undefined) return ANSWERS[registry.status];
  return refusal === undefined ? SOURCES[from] : `${SOURCES[from]} and refused`;
}
