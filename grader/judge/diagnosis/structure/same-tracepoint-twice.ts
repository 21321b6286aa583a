import type { TracedSyscall } from '../../../model/check-spec.ts';
import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import { failedComplete, failedWhere, rightInDuplicates } from './failed-checks.ts';
import { at, type Entry, entriesOf, eventsOf, inWords, type Scene, SYSCALLS, sceneOf } from './scene.ts';
import { sharedSections } from './sections.ts';
import { hintedSyscall } from './tracepoint-missing.ts';

export const sameTracepointTwice = rule({
  id: 'same-tracepoint-twice',
  meaning: 'Two functions stand under the same SEC line.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_openat")\nint openat_entry(struct syscall_trace_enter *ctx)\n…\nSEC("tracepoint/syscalls/sys_enter_openat")\nint open_entry(struct syscall_trace_enter *ctx)',
    message:
      '`openat_entry` and `open_entry` stand under the same `SEC("tracepoint/syscalls/sys_enter_openat")`: every `openat` gives two events, and `open` none. The SEC line of `open_entry` has to end with `sys_enter_open`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    return sharedSections(scene).flatMap((group) => findShared(evidence, scene, group));
  },
});

function findShared(evidence: Evidence, scene: Scene, group: readonly Entry[]): readonly Finding[] {
  const syscall = SYSCALLS.find((name) => group[0]?.tracepoint === `sys_enter_${name}`);
  if (syscall === undefined) return [];
  const other = SYSCALLS.find((name) => name !== syscall && entriesOf(scene, name).length === 0);
  const twice = failedWhere(evidence, (spec) => spec.kind === 'once' && spec.syscalls.includes(syscall));
  const lacking = other === undefined ? [] : failedComplete(evidence, [other]);
  const explains = [...twice, ...lacking, ...rightInDuplicates(evidence, scene)];
  const wrong = strayOf(group, other);
  // Both have to send: a second handler may do something else.
  if (eventsOf(scene.facts, syscall).duplicates === 0 || wrong === undefined) return [];
  if (twice.length + lacking.length === 0) return [];
  const place = wrong.function?.section;
  return [{ message: describe(group, wrong, syscall, other), confidence: 'certain', explains, ...at(place) }];
}

/** The one that says by its name that it is another call's; else the last in the text. */
function strayOf(group: readonly Entry[], other: TracedSyscall | undefined): Entry | undefined {
  const named = group.filter(({ program }) => hintedSyscall(program.name) === other);
  if (other !== undefined && named.length === 1) return named[0];
  return [...group].sort((a, b) => (a.function?.line ?? 0) - (b.function?.line ?? 0)).at(-1);
}

function describe(
  group: readonly Entry[],
  wrong: Entry,
  syscall: TracedSyscall,
  other: TracedSyscall | undefined,
): string {
  const names = inWords(group.map(({ program }) => `\`${showName(program.name)}\``));
  const section = `\`SEC("${showName(wrong.program.section)}")\``;
  const events = group.length === 2 ? 'two events' : `${group.length} events`;
  const start = `${names} stand under the same ${section}: every \`${syscall}\` gives ${events}`;
  const name = `\`${showName(wrong.program.name)}\``;
  return other === undefined
    ? `${start}. One of them is enough: take ${name} away.`
    : `${start}, and \`${other}\` none. The SEC line of ${name} has to end with \`sys_enter_${other}\`.`;
}
