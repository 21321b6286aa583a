import { LabError } from '../../model/error.ts';
import type { Descriptor } from '../oci/descriptor.ts';

/** A part of an image as an error names it: `The eBPF program for amd64 (sha256:0123456789ab…)`. */
export function partName(what: string, { digest }: Pick<Descriptor, 'digest'>): string {
  return `The ${what} (${digest.slice(0, 'sha256:'.length + 12)}…)`;
}

/** The image is not formed as gadget images are. `message` is a sentence. */
export function badImage(message: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-image',
    message,
    hint: 'Nothing of it was run or kept. If it is yours, build it anew (lab image build) and push it again.',
  });
}

/** It may be a very good image, but of something else. */
export function notGadget(what: string): LabError {
  return new LabError({
    kind: 'request',
    code: 'bad-image',
    message: `It is not a gadget image: ${what}.`,
    hint: 'Is the name right? Gadget images are made by lab image build (or ig image build).',
  });
}

/** The bytes are not what their digest promises. */
export function digestMismatch(message: string): LabError {
  return new LabError({
    kind: 'machine',
    code: 'digest-mismatch',
    message,
    hint: 'Nothing of it was run or kept. Pull it again; if it stays so, build and push it anew.',
  });
}

/** Adds to a refusal which image it is about: `ttl.sh/me/open:1h is refused: the index (…) is not JSON.` */
export async function about<T>(subject: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (!(error instanceof LabError) || !['bad-image', 'digest-mismatch'].includes(error.code)) throw error;
    const { kind, code, hint, message } = error;
    const reason = message.charAt(0).toLowerCase() + message.slice(1);
    throw new LabError({ kind, code, message: `${subject} is refused: ${reason}`, hint, cause: error });
  });
}

/** Text of a stranger, for a terminal: printable ASCII, not too long. */
export function quoted(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  const spelled = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(short).replace(/[^ -~…]/g, spelled);
}
