import { count } from '../../../text.ts';
import { witnessValue } from '../../../values.ts';
import { fitTexts, textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import type { Scope } from '../scope.ts';
import { lastWrite, placeOf, sight } from '../sighting.ts';
import type { Observation } from '../suspects.ts';
import { code, fieldOf, forCalls } from '../wording.ts';

/** A shift by more than this is another text. */
const FARTHEST = 32;
/** Bytes that do not meet by accident. */
const LONG = 4;
/** So many texts of more than two bytes say that it is no accident. */
const ENOUGH = 3;

/** The first bytes are missing, or stand too far right. */
export const textShifted: Hypothesis = {
  id: 'text-shifted',
  meaning: 'A text begins too late: its first bytes are missing, or it stands too far right in its member.',
  example: {
    code: 'bpf_probe_read_user_str(&event->filename, sizeof(event->filename), filename + 1);',
    message:
      '`filename` begins 1 byte too late: `filename + 1` skips what is in front. Start at the pointer itself.',
  },
  test: (scope) => [
    ...distances(scope, skipped).flatMap((distance) => testSkipped(scope, distance)),
    ...distances(scope, moved).flatMap((distance) => testMoved(scope, distance)),
  ],
};

/** The one distance that the first wrong text of some length allows. */
function distances(scope: Scope, measure: (scope: Scope, one: Observation) => number): readonly number[] {
  const [first] = scope.wrong.map((one) => measure(scope, one)).filter((distance) => distance !== 0);
  return first !== undefined && first > 0 && first <= FARTHEST ? [first] : [];
}

/** 0 where it does not say. */
function skipped(scope: Scope, one: Observation): number {
  const text = textIn(one);
  return text.length < LONG ? 0 : Buffer.from(wholeText(scope, one)).indexOf(text);
}

function moved(scope: Scope, one: Observation): number {
  const { offset, size } = scope.suspect.field;
  const whole = wholeText(scope, one).subarray(0, LONG);
  return whole.length < LONG
    ? 0
    : Buffer.from(one.event.bytes.subarray(offset, offset + size)).indexOf(whole);
}

/** The first bytes are missing. What lies behind a text that is shorter than that nobody knows. */
function testSkipped(scope: Scope, distance: number): readonly Candidate[] {
  const fit = fitTexts(scope, (one) => {
    const whole = wholeText(scope, one);
    if (one.record.path === undefined || whole.length < distance) return 'unknown';
    return whole.subarray(distance);
  });
  if (fit === undefined || fit.reach !== 'always') return [];
  const sightings = sight(scope, ({ text }) =>
    /^&?\s*[\w>().*\s-]+(\+|\[)\s*\w+|\+\+/.test(text.replace(/\bargs\s*\[\s*\w+\s*\]/g, 'args')),
  );
  return [
    {
      key: `skipped ${distance}`,
      cost: 2,
      bits: fit.bits,
      shown: sightings && placeOf(sightings[0].step),
      place: lastWrite(scope),
      say: (syscalls) => {
        const why = sightings === undefined ? '' : `: ${code(sightings[0].step.text)} skips what is in front`;
        const text = `${fieldOf(scope)} begins ${count(distance, 'byte')} too late${why}. Start at the pointer itself.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** The text stands further right in its member, so that old bytes are in front of it. */
function testMoved(scope: Scope, distance: number): readonly Candidate[] {
  const { offset, size } = scope.suspect.field;
  if (distance * 2 > size) return [];
  const known = scope.observations.filter((one) => wholeText(scope, one).length > 2);
  const fits = known.every((one) => {
    const raw = one.event.bytes.subarray(offset + distance, offset + size);
    const wanted = Buffer.concat([wholeText(scope, one), Buffer.of(0)]).subarray(
      0,
      Math.max(raw.length - 1, 0),
    );
    return Buffer.compare(raw.subarray(0, wanted.length), wanted) === 0 && !isRight(scope, one);
  });
  if (!fits || known.length < ENOUGH) return [];
  const origin = scope.origins.find(({ write }) => write.copy?.destination !== undefined);
  const destination = origin?.write.copy?.destination;
  return [
    {
      key: `moved ${distance}`,
      cost: 2,
      bits: known.length * 10,
      shown: destination && placeOf(destination),
      place: lastWrite(scope),
      say: (syscalls) => {
        const why = destination === undefined ? '' : `: it is copied to ${code(destination.text)}`;
        const text = `${fieldOf(scope)} stands ${count(distance, 'byte')} too far right in its member${why}. Copy it to where the member begins.`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

function wholeText({ suspect }: Scope, { record }: Observation): Uint8Array {
  const value = witnessValue(record, suspect.witness);
  return value.kind === 'text' ? value.bytes : new Uint8Array();
}

function isRight(scope: Scope, one: Observation): boolean {
  return Buffer.compare(textIn(one), wholeText(scope, one)) === 0;
}
