import { folderName } from '../course/load.ts';
import type { Finding, FindingKind, NotJudged, Part, PartReport } from './finding.ts';
import type { TrialResult } from './trials/run.ts';

/** A part of which only texts are looked at. */
export function countTexts(part: Part, checked: number, findings: readonly Finding[]): PartReport {
  const faults = findings.filter((finding) => finding.part === part).length;
  return { ...NOTHING, part, status: faults > 0 ? 'failed' : 'passed', checked, faults };
}

/** A part whose programs are run. */
export function countTrials(
  part: Part,
  results: readonly TrialResult[],
  findings: readonly Finding[],
): PartReport {
  const mine = results.filter(({ trial }) => trial.part === part);
  const found = findings.filter((finding) => finding.part === part);
  const files = (kind: FindingKind): number =>
    new Set(found.filter((finding) => finding.kind === kind).map(({ file }) => file)).size;
  const notJudged = mine.filter(({ error }) => error !== undefined).length;
  return {
    part,
    status: notJudged > 0 ? 'error' : found.length > 0 ? 'failed' : 'passed',
    checked: mine.length,
    runs: mine.reduce((sum, { trial }) => sum + trial.seeds.length, 0),
    faults: found.filter(({ kind }) => kind === 'fault').length,
    falsePasses: files('false-pass'),
    falseFails: files('false-fail'),
    wrongDiagnoses: files('wrong-diagnosis'),
    notJudged,
  };
}

export function notChecked(part: Part, reason: string): PartReport {
  return { ...NOTHING, part, status: 'notChecked', checked: 0, reason };
}

const NOTHING = {
  runs: 0,
  faults: 0,
  falsePasses: 0,
  falseFails: 0,
  wrongDiagnoses: 0,
  notJudged: 0,
} as const;

/** Told once for all programs of a step that it kept from being judged. */
export function groupNotJudged(results: readonly TrialResult[]): readonly NotJudged[] {
  const groups = new Map<string, NotJudged>();
  for (const { trial, error } of results) {
    if (error === undefined) continue;
    const step = folderName(trial.step);
    const key = [trial.part, step, error.code].join(' ');
    const count = (groups.get(key)?.count ?? 0) + 1;
    groups.set(key, { part: trial.part, step, ...error, count });
  }
  return [...groups.values()];
}
