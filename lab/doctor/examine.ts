import type { LabError } from '../../grader/model/error.ts';
import { broken, type Finding } from './finding.ts';
import { lookingFailed } from './limit.ts';
import { advice } from './mend.ts';
import { type Common, type Group, NEEDS, type Need } from './needs.ts';
import { findRights } from './rights.ts';
import type { Asked, StepNeeds } from './steps.ts';
import { tryEngine } from './trial.ts';

/** One need, and how it stands on this machine. */
export interface Examined {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  /** Ids of the steps that do not work without it; empty for what is only a convenience or has an alternative. */
  readonly neededFor: readonly string[];
  readonly without: string | undefined;
  readonly finding: Finding;
}

export interface StepOutlook {
  readonly id: string;
  readonly name: string;
  readonly works: boolean | 'unknown';
  /** Ids of the needs that keep it from working, or from being known to. */
  readonly because: readonly string[];
}

export interface Examination {
  readonly needs: readonly Examined[];
  readonly steps: readonly StepOutlook[];
}

/** Looks at everything at once. Trouble of a probe becomes its finding; this never rejects. */
export async function examine(
  { steps, damage }: Asked,
  onlyNeeded: boolean,
  onWaiting: (titles: readonly string[]) => void = () => {},
): Promise<Examination> {
  const asked = NEEDS.filter((need) => !onlyNeeded || usersOf(need, steps).length > 0);
  const common = lookOnce();
  const waiting = new Set(asked.map(({ title }) => title));
  const needs = await Promise.all(
    asked.map(async (need): Promise<Examined> => {
      const finding = await need.probe(common).catch(lookingFailed);
      waiting.delete(need.title);
      onWaiting([...waiting]);
      const { id, group, title, without } = need;
      return { id, group, title, neededFor: usersOf(need, steps), without, finding };
    }),
  );
  const all = damage === undefined ? needs : [courseNeed(damage, steps), ...needs];
  return { needs: all, steps: steps.map((step) => outlook(step, all)) };
}

/** What every step needs, and what takes longest: begun at once. */
function lookOnce(): Common {
  const rights = findRights();
  const trial = rights.then(tryEngine);
  // Whoever waits for it gets the error; nobody may be waiting.
  trial.catch(() => {});
  return { rights, trial };
}

function usersOf({ usedBy }: Need, steps: readonly StepNeeds[]): readonly string[] {
  return steps.filter(({ usage }) => usage.has(usedBy)).map(({ id }) => id);
}

function courseNeed({ message, hint }: LabError, steps: readonly StepNeeds[]): Examined {
  const finding = broken(message.replaceAll('\n', ' '), hint === undefined ? undefined : advice(hint));
  const neededFor = steps.map(({ id }) => id);
  return { id: 'course', group: 'compile', title: 'the course', neededFor, without: undefined, finding };
}

function outlook({ id, name }: StepNeeds, needs: readonly Examined[]): StepOutlook {
  const lacking = needs.filter(({ neededFor, finding }) => neededFor.includes(id) && finding.status !== 'ok');
  const stopping = lacking.filter(({ finding }) => finding.status !== 'untested');
  if (lacking.length === 0) return { id, name, works: true, because: [] };
  const [works, because] =
    stopping.length > 0 ? ([false, stopping] as const) : (['unknown', lacking] as const);
  return { id, name, works, because: because.map((need) => need.id) };
}

/** Whether everything that was asked about works here. */
export function allWork({ steps }: Examination): boolean {
  return steps.length > 0 && steps.every(({ works }) => works === true);
}
