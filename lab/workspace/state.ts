/** What the lab remembers of a workspace, in `.lab/state.json`. Dates are ISO 8601 in UTC. */
export interface State {
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly createdAt: string;
  /** Id of the step that the learner is at. */
  readonly current: string;
  /** By step id; a step that was never touched is missing. */
  readonly steps: Readonly<Record<string, StepState>>;
  /** What the lab wrote into the workspace, by path: the base of a later `lab update`. */
  readonly given: Readonly<Record<string, GivenFile>>;
}

export interface StepState {
  /** When it first passed. */
  readonly passedAt?: string;
  /** The most that a check ever gave. */
  readonly bestPoints?: number;
  readonly lastCheck?: LastCheck;
  /** How many rungs of each task's ladder were shown, as their indexes, in the order in which they were. */
  readonly hints?: Readonly<Record<string, readonly number[]>>;
  /** When the solution was revealed before the step had passed. */
  readonly revealedAt?: string;
}

/** What `lab hint` and `lab status` need of a verdict. */
export interface LastCheck {
  readonly at: string;
  readonly seed: number;
  readonly status: 'passed' | 'failed' | 'error';
  readonly points: number;
  /** By task id. */
  readonly tasks: Readonly<Record<string, 'passed' | 'failed' | 'notRun'>>;
  /** Ids, the most telling first. */
  readonly diagnoses: readonly string[];
}

export interface GivenFile {
  /** Which files of the course it came from, so that a newer course is asked for the same ones. */
  readonly origin: 'start' | 'solution';
  readonly step: string;
  /** SHA-256 of its content, as kept in `.lab/objects`. */
  readonly object: string;
}

export const FORMAT_VERSION = 1;

export function newState(current: string, now: Date): State {
  return { formatVersion: FORMAT_VERSION, createdAt: now.toISOString(), current, steps: {}, given: {} };
}

export function stepState(state: State, id: string): StepState {
  return state.steps[id] ?? {};
}

/** The state with some of a step's facts replaced. */
export function withStep(state: State, id: string, facts: StepState): State {
  return { ...state, steps: { ...state.steps, [id]: { ...stepState(state, id), ...facts } } };
}
