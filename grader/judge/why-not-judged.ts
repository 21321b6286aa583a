import { SHARE_ARCHIVE } from '../model/share.ts';
import type { ErrorVerdict, TaskResult } from '../model/verdict.ts';
import type { Reached } from './reached.ts';
import { count } from './text.ts';

/** Why not all could be judged: something was lost on the way, or the registry does not answer, by nobody's fault. */
export function whyNotJudged(reached: Reached, tasks: readonly TaskResult[]): ErrorVerdict | undefined {
  return whyNotShared(reached, tasks) ?? whyNotCaptured(reached);
}

/** Where something is wrong anyhow, the registry's answer would not change that. */
function whyNotShared({ share }: Reached, tasks: readonly TaskResult[]): ErrorVerdict | undefined {
  const waits = tasks.some(({ checks }) => checks.some(({ blockedBy }) => blockedBy === 'registry'));
  if (share?.registry.kind !== 'unreachable' || !waits) return undefined;
  if (tasks.some(({ status }) => status === 'failed')) return undefined;
  const image = share.name.kind === 'name' ? share.name.full : 'NAME';
  return {
    code: 'registry-down',
    message: share.registry.message,
    hint: `Start it (on this machine: lab registry start), or put the image beside share.yaml: lab image export ${image} ${SHARE_ARCHIVE}`,
  };
}

function whyNotCaptured(reached: Reached): ErrorVerdict | undefined {
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
