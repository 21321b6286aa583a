import type { Confidence, Finding } from './rule.ts';

/** A finding and the id of its rule. */
export interface Found extends Finding {
  readonly id: string;
}

/** More than this nobody reads. */
const MOST = 3;

const STRENGTH: { readonly [Level in Confidence]: number } = { certain: 0, likely: 1, fallback: 2 };

/**
 * The findings that are worth saying, the decisive one first: by confidence, then by the first failed check that they
 * explain, then in the order of the rules. What stronger findings explain already is not explained again, and nothing
 * is said twice.
 *
 * @param failed Ids of the failed checks in the course's order.
 */
export function rank(found: readonly Found[], failed: readonly string[]): readonly Found[] {
  const chosen: Found[] = [];
  const explained = new Set<string>();
  for (const finding of [...found].sort(before)) {
    if (chosen.length === MOST) break;
    if (finding.explains.length > 0 && finding.explains.every((id) => explained.has(id))) continue;
    if (chosen.some((other) => isSame(other, finding))) continue;
    chosen.push(finding);
    for (const id of finding.explains) explained.add(id);
  }
  return chosen;

  function before(one: Found, other: Found): number {
    return STRENGTH[one.confidence] - STRENGTH[other.confidence] || firstOf(one) - firstOf(other);
  }

  /** Stages are not among the checks, and come before them. */
  function firstOf({ explains }: Found): number {
    return Math.min(...explains.map((id) => failed.indexOf(id)), failed.length);
  }
}

function isSame(one: Found, other: Found): boolean {
  return (
    one.id === other.id && one.place?.line === other.place?.line && one.place?.file === other.place?.file
  );
}
