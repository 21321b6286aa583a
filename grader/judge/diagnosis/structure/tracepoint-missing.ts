import type { TracedSyscall } from '../../../model/check-spec.ts';
import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CFunction } from '../source/functions.ts';
import { failedComplete, failedWhere } from './failed-checks.ts';
import { at, type Entry, entriesOf, type Scene, SYSCALLS, sceneOf } from './scene.ts';
import { sharedSections } from './sections.ts';

export const tracepointMissing = rule({
  id: 'tracepoint-missing',
  meaning: 'No program is attached to one of the two system calls.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_openat")\nint openat_entry(struct syscall_trace_enter *ctx)\n// and no other SEC("tracepoint/…")',
    message:
      'No program is attached to the system call `open`, so its calls are never seen. Under `SEC("tracepoint/syscalls/sys_enter_openat")` only `openat` is seen: `open` needs a function of its own, under a SEC line that ends with `sys_enter_open`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    // A probe of another kind may well be meant to see both.
    if (scene.entries.some(({ tracepoint }) => tracepoint === undefined)) return [];
    if (sharedSections(scene).length > 0) return [];
    return SYSCALLS.flatMap((syscall) => findMissing(evidence, scene, syscall));
  },
});

function findMissing(evidence: Evidence, scene: Scene, syscall: TracedSyscall): readonly Finding[] {
  const missing = failedComplete(evidence, [syscall]);
  const replaced = scene.entries.some(({ tracepoint }) => tracepoint === `sys_exit_${syscall}`);
  if (missing.length === 0 || entriesOf(scene, syscall).length > 0 || replaced) return [];
  const start = `No program is attached to the system call \`${syscall}\`, so its calls are never seen.`;
  const { why, place } = whatThereIs(scene, syscall);
  // What a program at the wrong place sends is too much, and is taken for events of other calls.
  const explains = [...missing, ...(strayEntry(scene, syscall) === undefined ? [] : ofStrays(evidence))];
  return [{ message: `${start} ${why}`, confidence: 'certain', explains, ...at(place) }];
}

function whatThereIs(scene: Scene, syscall: TracedSyscall) {
  const lost = functionWithout(scene, syscall);
  if (lost !== undefined) {
    const section = lost.section?.name;
    const why =
      section === undefined
        ? `\`${showName(lost.name)}\` has no SEC line in front of it: write one that ends with \`sys_enter_${syscall}\`.`
        : `\`${showName(lost.name)}\` is left out because its section begins with \`?\`.`;
    return { why, place: lost.section ?? lost };
  }
  const stray = strayEntry(scene, syscall);
  if (stray?.function?.section !== undefined) {
    const why = `\`${showName(stray.program.name)}\` stands under \`${showName(stray.tracepoint ?? '')}\`, which is something else: its SEC line has to end with \`sys_enter_${syscall}\`.`;
    return { why, place: stray.function.section };
  }
  const [other] = scene.entries.filter(({ function: home }) => home?.section !== undefined);
  const need = `\`${syscall}\` needs a function of its own, under a SEC line that ends with \`sys_enter_${syscall}\`.`;
  if (other?.function?.section === undefined) return { why: need, place: undefined };
  const { section } = other.function;
  const seen = (other.tracepoint ?? '').replace(/^sys_(enter|exit)_/, '');
  return {
    why: `Under \`SEC("${showName(section.name)}")\` only \`${showName(seen)}\` is seen: ${need}`,
    place: section,
  };
}

/** A function that looks like a tracepoint's, and that the kernel does not know. */
function functionWithout({ code, entries }: Scene, syscall: TracedSyscall): CFunction | undefined {
  const loaded = new Set(entries.map(({ program }) => program.name));
  const idle = code.functions.filter(
    ({ name, parameters }) =>
      !loaded.has(name) &&
      parameters.length === 1 &&
      parameters[0]?.text.includes('*') &&
      !code.calls.some(({ callee }) => callee === name),
  );
  return (
    idle.find(({ section }) => section?.name.endsWith(`/sys_enter_${syscall}`)) ??
    (idle.length === 1 && idle[0]?.section === undefined ? idle[0] : undefined)
  );
}

function ofStrays(evidence: Evidence): readonly string[] {
  return failedWhere(evidence, ({ kind }) => ['once', 'confined', 'equals'].includes(kind));
}

/** The one program that is attached to neither call, where the other call has its own. */
export function strayEntry(scene: Scene, syscall: TracedSyscall): Entry | undefined {
  const wanted = SYSCALLS.map((name) => `sys_enter_${name}`);
  const strays = scene.entries.filter(({ tracepoint }) => !wanted.includes(tracepoint ?? ''));
  const missing = SYSCALLS.filter((name) => entriesOf(scene, name).length === 0);
  if (strays.length === 1 && missing.length === 1) return strays[0];
  return strays.find(({ program }) => hintedSyscall(program.name) === syscall);
}

/** The system call that a function's name speaks of. */
export function hintedSyscall(name: string): TracedSyscall | undefined {
  if (/open_?at(?!2|_?2)/i.test(name)) return 'openat';
  return /open/i.test(name) ? 'open' : undefined;
}
