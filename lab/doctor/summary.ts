import type { Examination, StepOutlook } from './examine.ts';

/** What works, in one sentence: `Steps 00–02 and 04 work here; 03 needs skopeo.` */
export function summary({ steps, needs }: Examination): string {
  if (steps.length === 0) return 'No step of the course can be read.';
  const titles = (ids: readonly string[]): string =>
    and(ids.map((id) => needs.find((need) => need.id === id)?.title ?? id));
  const clauses = groupBy(steps, ({ works, because }) => `${works} ${because}`).map((alike, index) =>
    clause(alike, titles(alike[0]?.because ?? []), index === 0),
  );
  const sentence = clauses.join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** What works comes first. */
function groupBy(
  steps: readonly StepOutlook[],
  key: (step: StepOutlook) => string,
): readonly (readonly StepOutlook[])[] {
  const groups = new Map<string, StepOutlook[]>();
  for (const step of steps.toSorted((a, b) => Number(b.works === true) - Number(a.works === true)))
    groups.set(key(step), [...(groups.get(key(step)) ?? []), step]);
  return [...groups.values()];
}

/** The first one says what the numbers are. */
function clause(steps: readonly StepOutlook[], because: string, first: boolean): string {
  const several = steps.length > 1;
  const ids = `${first ? `step${several ? 's' : ''} ` : ''}${ranges(steps.map(({ id }) => id))}`;
  switch (steps[0]?.works) {
    case true:
      return `${ids} ${several ? 'work' : 'works'} here`;
    case false:
      return `${ids} ${several ? 'need' : 'needs'} ${because}`;
    default:
      return `whether ${ids} ${several ? 'work' : 'works'} could not be tested: ${because}`;
  }
}

/** `00, 01, 02, 04` → `00–02 and 04` */
export function ranges(ids: readonly string[]): string {
  const runs: string[][] = [];
  for (const id of ids) {
    const run = runs.at(-1);
    if (run && Number(run.at(-1)) + 1 === Number(id)) run.push(id);
    else runs.push([id]);
  }
  return and(runs.flatMap((run) => (run.length > 2 ? [`${run[0]}–${run.at(-1)}`] : run)));
}

function and(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
