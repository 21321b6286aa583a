import type { ImageCheckKind } from '../../../model/check-spec.ts';
import { SHARE_FILE, type ShareOutcome } from '../../../model/share.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, type Rule, type RuleAbout, rule } from '../rule.ts';
import { causesOf } from './causes.ts';
import type { ShareCause } from './share-cause.ts';

/** A rule about one of the causes, by its id. */
export function shareRule(about: RuleAbout): Rule {
  return rule({
    ...about,
    needs: ['share'],
    find: (evidence) =>
      causesOf(evidence.share)
        .filter(({ id }) => id === about.id)
        .map((cause) => toFinding(cause, evidence.share, evidence)),
  });
}

function toFinding(cause: ShareCause, { declared }: ShareOutcome, evidence: Evidence): Finding {
  const { message, at, fails } = cause;
  const place = typeof at === 'string' ? declared.places[at] : at;
  const explains = checksOf(fails, evidence);
  const isDecisive = explains.some((id) => evidence.failed.some(({ spec }) => spec.id === id));
  return {
    message,
    // What fails anyhow comes first, before a registry that only did not answer.
    confidence: isDecisive ? 'certain' : 'likely',
    place: { file: SHARE_FILE, ...lineOf(place) },
    explains,
  };
}

/** Line 0 stands for none. */
export function lineOf(place: { readonly line: number; readonly column: number } | undefined) {
  if (place === undefined || place.line === 0) return {};
  return { line: place.line, column: place.column };
}

/**
 * The step's checks of these kinds, and those of earlier steps that failed. Also those that could not be made: where a
 * registry does not answer, none fails.
 */
function checksOf(kinds: readonly ImageCheckKind[], { step, failed }: Evidence): readonly string[] {
  const specs = [...step.tasks.flatMap(({ checks }) => checks), ...failed.map(({ spec }) => spec)];
  return kinds.flatMap((kind) => specs.filter((spec) => spec.kind === kind).map(({ id }) => id));
}
