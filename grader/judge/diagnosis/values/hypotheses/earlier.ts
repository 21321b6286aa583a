import type { TracedSyscall } from '../../../../model/check-spec.ts';
import { sameValue } from '../../../values.ts';
import { surprise } from '../fit.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { isStale, keyOf } from '../left-over.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf, sight } from '../sighting.ts';
import type { Observation } from '../suspects.ts';
import { code, fieldOf, forCalls, meaningOf } from '../wording.ts';

/** Two processors may write into the ring in another order than they read a shared variable. */
const FEW = 6;
/** Events further away have nothing to do with each other. */
const FAR = 64;

/** One event late: the value belongs to a call before. */
export const earlierEvent: Hypothesis = {
  id: 'value-of-earlier-event',
  meaning:
    'A field holds what belongs to an earlier event: a variable outlives the call, or nothing was written and old bytes stayed.',
  example: {
    code: 'static int last;\n…\nevent->flags = last;\nlast = flags;',
    message:
      '`flags` holds what belongs to the event before: `static int last` keeps its value from one call to the next. Use the flags of this call.',
  },
  test: (scope) => {
    // Mostly unwritten memory is a matter of its own.
    const stale = scope.wrong.filter(({ actual }) => isStale(actual)).length;
    return stale * 2 > scope.wrong.length ? [] : MODES.flatMap((mode) => testMode(scope, mode));
  },
};

interface Mode {
  readonly words: string;
  /** How much more easily it fits than the strictest. */
  readonly looseness: number;
  /** Whether the event at `index` may hold what belongs to the one at `other`. */
  readonly allows: (observations: readonly Observation[], index: number, other: number) => boolean;
  /** How far to look, in events, before and after. */
  readonly before: number;
  readonly after: number;
}

const MODES: readonly Mode[] = [
  { words: 'the event before', looseness: 1, allows: () => true, before: 1, after: 0 },
  {
    words: 'the event before of the same thread',
    looseness: 2,
    allows: isLastOfThread,
    before: FAR,
    after: 0,
  },
  {
    words: 'another event, mostly an earlier one',
    looseness: 3,
    allows: () => true,
    before: FEW,
    after: FEW,
  },
  { words: 'an earlier event', looseness: 6, allows: () => true, before: FAR, after: 0 },
];

function isLastOfThread(observations: readonly Observation[], index: number, other: number): boolean {
  const tid = observations[index]?.record.tid;
  if (observations[other]?.record.tid !== tid) return false;
  return observations.slice(other + 1, index).every(({ record }) => record.tid !== tid);
}

function testMode(scope: Scope, mode: Mode): readonly Candidate[] {
  const { observations } = scope.suspect;
  const found = new Map<string, number>();
  const chosen = new Set(scope.wrong);
  let unmatched = 0;
  for (const [index, one] of observations.entries()) {
    if (!chosen.has(one)) continue;
    if (belongsNear(observations, index, mode)) found.set(keyOf(one.actual), bitsOf(scope, one));
    else if (index > 0 && !isStale(one.actual)) return [];
    else unmatched++;
  }
  // What came before the first event nobody saw; a variable begins with zero, or with what the calls left that wore
  // the ring in.
  if (unmatched > found.size || found.size < 3) return [];
  const bits = [...found.values()].reduce((sum, one) => sum + one, 0) - mode.looseness * found.size;
  const sightings = sight(scope, (step) => step.kind === 'declaration' && outlives(scope, step.text));
  // An event that was paired with another call than its own looks the same.
  if (sightings === undefined && !isPairedWell(scope)) return [];
  return [
    {
      key: 'earlier',
      cost: 3 + mode.looseness,
      bits,
      shown: sightings && placeOf(sightings[0].origin.write.at),
      place: lastWrite(scope),
      say: (syscalls) => message(scope, mode.words, sightings?.[0].step.text, syscalls),
    },
  ];
}

/** Whether each event tells the thread of the call that it was paired with. */
function isPairedWell({ facts }: Scope): boolean {
  return facts.pairing.pairs.every(
    ({ event, record }) => event.tid === undefined || event.tid === record.tid,
  );
}

function belongsNear(observations: readonly Observation[], index: number, mode: Mode): boolean {
  const actual = observations[index]?.actual;
  const from = Math.max(0, index - mode.before);
  for (let other = Math.min(index + mode.after, observations.length - 1); other >= from; other--) {
    const there = observations[other];
    if (actual === undefined || there === undefined || other === index) continue;
    if (sameValue(there.expected, actual) && mode.allows(observations, index, other)) return true;
  }
  return false;
}

/** The declaration of a variable that is still there in the next call. */
function outlives({ source }: Scope, text: string): boolean {
  if (/\bstatic\b(?!.*\()|lookup_elem/s.test(text)) return true;
  const globals = source?.tree.topNode.getChildren('Declaration') ?? [];
  return globals.some(({ from, to }) => source?.text.slice(from, to).trim() === text);
}

function bitsOf(scope: Scope, { actual }: Observation): number {
  if (actual.kind === 'text') return Math.min(actual.bytes.length * 5, 30);
  return surprise(actual.value, scope.suspect.field.size * 8);
}

function message(
  scope: Scope,
  words: string,
  declaration: string | undefined,
  syscalls: readonly TracedSyscall[],
): string {
  const why =
    declaration === undefined
      ? ''
      : `: ${code(declaration.replace(/\s*=.*$/s, '').replace(/;$/, ''))} keeps its value from one call to the next`;
  const text = `${fieldOf(scope)} holds what belongs to ${words}${why}. Use ${meaningOf(scope)} of this call.`;
  return startUpper(forCalls(scope, syscalls) + text);
}
