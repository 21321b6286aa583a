import { SHARE_FILE, type ShareOutcome } from '../../../model/share.ts';
import type { Step } from '../../../model/step.ts';
import type { Diagnosis } from '../../../model/verdict.ts';
import { seeTask } from '../lesson.ts';
import type { ShareCause } from './share-cause.ts';
import { digestCause, imageCause, pushCause } from './share-image.ts';
import { fileCause, nameCause } from './share-name.ts';

/** What is wrong with a shared image. Of what only follows from another cause nothing is said. */
export function diagnoseShare(share: ShareOutcome, step: Step): readonly Diagnosis[] {
  return causesOf(share).flatMap((cause) => (cause === undefined ? [] : [toDiagnosis(cause, share, step)]));
}

function causesOf(share: ShareOutcome): readonly (ShareCause | undefined)[] {
  const file = fileCause(share);
  if (file !== undefined) return [file];
  const name = nameCause(share);
  if (name === undefined) return [imageCause(share), pushCause(share), digestCause(share)];
  // Under another name it may well be there, and will have to be pushed anyhow.
  return [name, share.image.kind === 'none' ? undefined : imageCause(share)];
}

function toDiagnosis(
  { id, message, at, fails }: ShareCause,
  { declared }: ShareOutcome,
  step: Step,
): Diagnosis {
  const place = typeof at === 'string' ? declared.places[at] : at;
  const see = seeTask(step, fails);
  return { id, message, file: SHARE_FILE, ...placeOf(place), ...(see !== undefined && { see }) };
}

/** Line 0 stands for none. */
function placeOf(place: { readonly line: number; readonly column: number } | undefined) {
  if (place === undefined || place.line === 0) return {};
  return { line: place.line, column: place.column };
}
