import type { RunOutcome } from '../../build/run.ts';
import type { LabError } from '../../model/error.ts';
import { badImage, LIMITS } from '../verify/index.ts';
import { transferFailure } from './failure.ts';
import { accessOptions, type Remote } from './remote.ts';
import { skopeo } from './skopeo.ts';

export interface InspectOptions {
  /** Private; skopeo may write into it. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** skopeo takes no more than 4 MiB for a document, and {@link skopeo} none for a file that grows beyond all limits. */
const TOO_MUCH = /exceeded maximum allowed size|file too large/;

/**
 * The bytes of an index or a manifest as the registry has it. A larger one than gadgets have is cut off behind their
 * limit: it is refused by its size.
 * @param reference skopeo's, `docker://…`
 * @throws LabError `no-skopeo`, `image-not-found`, `bad-image`, `registry-down`, `registry-denied`, `transfer-failed`
 */
export async function inspectRaw(
  reference: string,
  remote: Remote,
  options: InspectOptions,
): Promise<Uint8Array> {
  const args = ['inspect', '--raw', ...accessOptions(remote, ''), reference];
  const outcome = await skopeo(args, { ...options, outputLimit: LIMITS.document + 1 });
  if (outcome.code !== 0) throw await fetchFailure(outcome, remote);
  return Buffer.from(outcome.stdout);
}

/** Why skopeo could not fetch something. A registry that sends without end is not down: what it has is no gadget. */
export async function fetchFailure(outcome: RunOutcome, remote: Remote): Promise<LabError> {
  if (TOO_MUCH.test(outcome.stderr)) return badImage('The registry sends more bytes than gadgets have.');
  return transferFailure(outcome, remote);
}
