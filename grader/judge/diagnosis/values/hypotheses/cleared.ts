import { numberIn } from '../fit.ts';
import { textIn } from '../fit-texts.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { startUpper } from '../knowledge.ts';
import { bare, numberOf } from '../origins/expression.ts';
import type { Origin, Scope } from '../scope.ts';
import { placeOf, sight } from '../sighting.ts';
import { code, fieldOf, forCalls, remedyOf, writtenBy } from '../wording.ts';
import { constant } from './constant.ts';

/** Zero in every event, though the program does write something: it is lost again, or nothing was read. */
export const cleared: Hypothesis = {
  ...constant,
  test: (scope) =>
    scope.observations.every(isEmpty)
      ? [...testCleared(scope), ...testFailedRead(scope), ...testNowhere(scope)]
      : [],
};

function isEmpty(one: Scope['wrong'][number]): boolean {
  return one.actual.kind === 'number' ? numberIn(one) === 0n : textIn(one).length === 0;
}

/** The last that runs is a memset, or an assignment of an empty struct. */
function testCleared(scope: Scope): readonly Candidate[] {
  const ways = scope.syscalls.map((syscall) => scope.origins.filter((origin) => origin.syscall === syscall));
  const lasts = ways.map((origins) => origins.at(-1));
  const isLost =
    ways.every((origins) => origins.length > 1) &&
    lasts.every((last) => last !== undefined && clears(scope, last));
  const [last] = lasts;
  if (!isLost || last === undefined) return [];
  const place = last.write.at;
  return [
    {
      key: `cleared ${place.from}`,
      cost: 2,
      bits: 20,
      shown: placeOf(place),
      place: placeOf(place),
      say: () =>
        `${writtenBy(scope, last.write)} is cleared again after it was written: ${code(place.text)} comes too late. Clear it before anything is written to it, or not at all.`,
    },
  ];
}

function clears({ source, suspect }: Scope, { write: { copy, value } }: Origin): boolean {
  if (copy !== undefined)
    return /memset$/.test(copy.callee) && /^0(x0+)?$/.test(bare(copy.value?.text ?? ''));
  if (value === undefined || source === undefined) return false;
  // An end in front of the text leaves nothing of it.
  const ends = suspect.field.type.kind === 'array' && numberOf(source, value.text) === 0n;
  return ends || /\{\s*0?\s*\}$/.test(value.text);
}

/** A number was taken for an address, and nothing could be read there. */
function testFailedRead(scope: Scope): readonly Candidate[] {
  if (scope.suspect.field.type.kind === 'array') return [];
  const reads = scope.origins.flatMap(({ write }) =>
    write.copy && /^bpf_(probe|core)_read/.test(write.copy.callee) && !write.whole ? [write.copy] : [],
  );
  const [read] = reads;
  if (read?.value === undefined || reads.length < scope.origins.length) return [];
  const { callee, value } = read;
  return [
    {
      key: `read ${value.from}`,
      cost: 3,
      bits: 12,
      shown: placeOf(value),
      place: placeOf(value),
      say: (syscalls) => {
        const text = `${fieldOf(scope)} is 0 in every event: ${code(callee)} finds nothing to copy at the address ${code(bare(value.text))}. A number needs no copying, assign it with \`=\`. ${remedyOf(scope, syscalls)}`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}

/** A text that is read from NULL, or from a text of the program's own, which does not lie in the process. */
function testNowhere(scope: Scope): readonly Candidate[] {
  const { source } = scope;
  if (source === undefined || scope.suspect.field.type.kind !== 'array') return [];
  const sightings = sight(scope, ({ text, kind }, { write }) => {
    const isAddress = numberOf(source, text) === 0n || /^"/.test(bare(text));
    return kind === 'value' && isAddress && /read(_user)?(_str)?$/.test(write.copy?.callee ?? '');
  });
  if (sightings === undefined) return [];
  const [{ step }] = sightings;
  return [
    {
      key: `nowhere ${step.from}`,
      cost: 2,
      bits: 14,
      shown: placeOf(step),
      place: undefined,
      say: (syscalls) => {
        const text = `${fieldOf(scope)} is always empty: ${code(step.text)} is no address in the memory of the process. ${remedyOf(scope, syscalls)}`;
        return startUpper(forCalls(scope, syscalls) + text);
      },
    },
  ];
}
