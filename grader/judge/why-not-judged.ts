import type { ErrorVerdict } from '../model/verdict.ts';
import type { Reached } from './reached.ts';
import { count } from './text.ts';

/** Why a capture says nothing, or not all, about the program: something was lost on the way, by nobody's fault. */
export function whyNotJudged(reached: Reached): ErrorVerdict | undefined {
  if (reached.kind !== 'captured') return undefined;
  const { capture, possiblyLost } = reached.facts;
  if (capture.lost > 0) {
    return {
      code: 'witness-overflow',
      message: `The witness lost ${count(capture.lost, 'record')}: this machine opens more files than it can follow.`,
      hint: 'Run the check again when less is going on.',
    };
  }
  if (possiblyLost === 0) return undefined;
  const { size, peak } = capture.ring;
  const lost = count(possiblyLost, 'missing event');
  return {
    code: 'ring-overflow',
    message: `${lost} may have found the ring buffer full: up to ${peak} of its ${size} bytes were waiting.`,
    hint: 'Run the check again; if it stays so, give GADGET_TRACER_MAP more room, such as 1024 * 256 bytes.',
  };
}
