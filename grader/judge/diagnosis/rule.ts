import type { Evidence } from './evidence.ts';
import type { Place } from './source/text.ts';

/**
 * How sure a rule is. `certain`: the evidence leaves no other cause. `likely`: it fits everything that was seen, and
 * the source shows it. `fallback`: true, but raw; said only where nothing better explains the same.
 */
export type Confidence = 'certain' | 'likely' | 'fallback';

/** A cause that a rule found. */
export interface Finding {
  /** Whole sentences in plain words, the first of which tells the cause; code in backticks. */
  readonly message: string;
  readonly confidence: Confidence;
  /** Where in the learner's files it is to be mended; the line must exist. `column` from 1. */
  readonly place?: Pick<Place, 'file'> & Partial<Place>;
  /**
   * Ids of the failed checks that it accounts for, or the stage that ended by it. A finding is left out where stronger
   * ones account for all that it explains.
   */
  readonly explains: readonly (string | Stage)[];
}

/** A stage that was not passed; everything after it is blocked. */
export type Stage = 'build' | 'load' | 'module' | 'image';

export interface RuleAbout {
  /** Kebab-case, the diagnosis' id: what is wrong, not how it was found. */
  readonly id: string;
  /** For docs/diagnoses.md: one sentence on what went wrong. */
  readonly meaning: string;
  /** For docs/diagnoses.md: a few wrong lines, and what is then said about them. */
  readonly example: { readonly code: string; readonly message: string };
}

/** A small, independent piece of knowledge: evidence in, causes out. Not sure means silent: an empty list. */
export interface Rule extends RuleAbout {
  readonly needs: readonly (keyof Evidence)[];
  readonly find: (evidence: Evidence) => readonly Finding[];
}

type With<Need extends keyof Evidence> = Evidence & { readonly [Key in Need]-?: NonNullable<Evidence[Key]> };

/** Makes a rule that is asked only where there is what it needs. */
export function rule<const Need extends keyof Evidence>(
  about: RuleAbout & {
    readonly needs: readonly Need[];
    readonly find: (evidence: With<Need>) => readonly Finding[];
  },
): Rule {
  const { needs, find, ...rest } = about;
  const has = (evidence: Evidence): evidence is With<Need> =>
    needs.every((need) => evidence[need] !== undefined);
  return { ...rest, needs, find: (evidence) => (has(evidence) ? find(evidence) : []) };
}
