import { FORMAT_VERSION, type State } from './state.ts';

/** What a state file turned out to be. `why` goes on after "it": "is cut off". */
export type ReadState =
  | { readonly kind: 'state'; readonly state: State }
  | { readonly kind: 'newer'; readonly formatVersion: number }
  | { readonly kind: 'damaged'; readonly why: string };

export function formatState(state: State): string {
  return `${JSON.stringify(state, undefined, 2)}\n`;
}

/** Our own few rules instead of a schema library, whose import takes longer than `lab status`. */
export function parseState(text: string): ReadState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      kind: 'damaged',
      why: text.trim() === '' ? 'is empty' : 'is not JSON (cut off, or edited by hand?)',
    };
  }
  if (!isRecord(value)) return { kind: 'damaged', why: 'holds no mapping' };
  const version = value.formatVersion;
  if (typeof version === 'number' && version > FORMAT_VERSION)
    return { kind: 'newer', formatVersion: version };
  const wrong = firstWrong(value);
  return wrong === undefined
    ? { kind: 'state', state: value as unknown as State }
    : { kind: 'damaged', why: `has no usable \`${wrong}\`` };
}

type Rule = (value: unknown) => boolean;

const isText: Rule = (value) => typeof value === 'string';
const isNumber: Rule = (value) => typeof value === 'number' && Number.isFinite(value);
const isOneOf =
  (...words: readonly string[]): Rule =>
  (value) =>
    words.includes(value as string);
const isListOf =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.every(rule);
const isMapOf =
  (rule: Rule): Rule =>
  (value) =>
    isRecord(value) && Object.values(value).every(rule);
const optional =
  (rule: Rule): Rule =>
  (value) =>
    value === undefined || rule(value);
const isShape =
  (rules: Readonly<Record<string, Rule>>): Rule =>
  (value) =>
    isRecord(value) && Object.entries(rules).every(([key, rule]) => rule(value[key]));

const lastCheck = isShape({
  at: isText,
  seed: isNumber,
  status: isOneOf('passed', 'failed', 'error'),
  points: isNumber,
  tasks: isMapOf(isOneOf('passed', 'failed', 'notRun')),
  diagnoses: isListOf(isText),
});

const RULES: Readonly<Record<keyof State, Rule>> = {
  formatVersion: (value) => value === FORMAT_VERSION,
  createdAt: isText,
  current: isText,
  steps: isMapOf(
    isShape({
      passedAt: optional(isText),
      bestPoints: optional(isNumber),
      lastCheck: optional(lastCheck),
      hints: optional(isMapOf(isListOf(isNumber))),
      revealedAt: optional(isText),
    }),
  ),
  given: isMapOf(
    isShape({
      origin: isOneOf('start', 'solution'),
      step: isText,
      object: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
    }),
  ),
};

function firstWrong(value: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(RULES).find(([key, rule]) => !rule(value[key]))?.[0];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
