import { type Fit, fitNumbers, numberIn } from '../fit.ts';
import { holds, sightWay } from '../held.ts';
import type { Candidate, Hypothesis } from '../hypothesis.ts';
import { WORDS } from '../knowledge.ts';
import type { Scope } from '../scope.ts';
import { sight } from '../sighting.ts';
import { code } from '../wording.ts';
import { otherField } from './other-field.ts';

/** The numbers of another namespace: those that the container counts by, or that of the namespace itself. */
export const otherNamespace: Hypothesis = {
  ...otherField,
  test: (scope) => [...testNamespaced(scope), ...testOtherNamespace(scope)],
};

/** The number that a task has inside of its container: others, smaller ones, in the same order. */
function testNamespaced(scope: Scope): readonly Candidate[] {
  const { witness } = scope.suspect;
  if (witness !== 'pid' && witness !== 'tid' && witness !== 'parentPid') return [];
  const sightings = sightWay(scope, (way) =>
    /bpf_get_ns_current_pid_tgid|->\s*numbers|vnr|\bnumbers\s*\[/.test(way),
  );
  const read = scope.source?.calls.some(({ callee }) => callee === 'bpf_get_ns_current_pid_tgid') ?? false;
  if (sightings === undefined && !read) return [];
  const seen = new Map<bigint, bigint>();
  for (const { expected, actual } of scope.observations) {
    if (expected.kind !== 'number' || actual.kind !== 'number') return [];
    const before = seen.get(expected.value);
    if (actual.value > expected.value || (before !== undefined && before !== actual.value)) return [];
    seen.set(expected.value, actual.value);
  }
  if (new Set(seen.values()).size < Math.max(2, seen.size)) return [];
  const fit: Fit = { reach: 'always', bits: 16 };
  const words = `${WORDS[witness]} as it is inside of the container, which counts its own`;
  return [holds(scope, fit, { key: 'namespaced', words }, sightings)];
}

/** The kernel counts its namespaces from here. */
const FIRST_NAMESPACE = 0xf000_0000n;

/** A namespace, but not the mount namespace. */
function testOtherNamespace(scope: Scope): readonly Candidate[] {
  if (scope.suspect.witness !== 'mntns') return [];
  const fit = fitNumbers(scope, (one) => {
    const value = numberIn(one);
    return value > FIRST_NAMESPACE && value < FIRST_NAMESPACE * 2n ? value : undefined;
  });
  const sightings = sight(scope, ({ text }) => OTHER_NAMESPACE.test(text));
  if (fit === undefined || sightings === undefined) return [];
  const [, name] = OTHER_NAMESPACE.exec(sightings[0].step.text) ?? [];
  return [holds(scope, fit, { key: 'namespace', words: `another namespace, ${code(`${name}`)}` }, sightings)];
}

const OTHER_NAMESPACE = /\b((?!mnt_ns)\w+_ns(?:_for_children)?)\b/;
