import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import type { CFunction } from '../source/functions.ts';
import { codeOf } from '../structure/code.ts';
import { failedComplete } from '../structure/failed-checks.ts';
import { SYSCALLS } from '../structure/scene.ts';
import { hintedSyscall } from '../structure/tracepoint-missing.ts';
import { takesSyscall } from './sections.ts';
import { listed, quote } from './wording.ts';

/** It loads all the same: what has no section is no program, only a function that nobody calls. */
export const missingSection = rule({
  id: 'missing-section',
  meaning: 'No SEC line stands before a function that the kernel is to call.',
  example: {
    code: 'int openat_entry(struct syscall_trace_enter *ctx)\n{',
    message:
      '`openat_entry` has no SEC line before it, so the kernel never calls it. Write `SEC("tracepoint/syscalls/sys_enter_openat")` on the line above.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const idle = idleFunctions(evidence);
    const [first] = idle;
    const explains = explainedBy(evidence);
    if (first === undefined || explains.length === 0) return [];
    return [{ message: messageOf(idle), confidence: 'certain', explains, place: placeOf(first) }];
  },
});

type Captured = Evidence & {
  readonly facts: NonNullable<Evidence['facts']>;
  readonly program: NonNullable<Evidence['program']>;
};

function idleFunctions({ facts, program }: Captured): readonly CFunction[] {
  const code = codeOf(program);
  const loaded = new Set(facts.capture.object.programs.map(({ name }) => name));
  return code.functions.filter(
    (own) =>
      !loaded.has(own.name) &&
      (own.section?.name ?? '') === '' &&
      own.parameters.length === 1 &&
      takesSyscall(own) &&
      // Where a helper or map takes the function's address, somebody calls it.
      [...code.text.matchAll(new RegExp(`\\b${own.name}\\b`, 'g'))].length === 1,
  );
}

/** Everything where there is no program at all, else the calls that nobody sees. */
function explainedBy(evidence: Captured): Finding['explains'] {
  const { programs } = evidence.facts.capture.object;
  if (programs.length === 0) return evidence.failed.map(({ spec }) => spec.id);
  const unseen = SYSCALLS.filter(
    (name) => !programs.some(({ section }) => section.endsWith(`/sys_enter_${name}`)),
  );
  return failedComplete(evidence, unseen);
}

function messageOf(idle: readonly CFunction[]): string {
  const names = listed(idle.map(({ name }) => quote(name)));
  const [only] = idle;
  const syscall = idle.length === 1 && only !== undefined ? hintedSyscall(only.name) : undefined;
  const section = quote(`SEC("tracepoint/syscalls/sys_enter_${syscall ?? '…'}")`);
  return idle.length === 1
    ? `${names} has no SEC line before it, so the kernel never calls it. Write ${section} on the line above.`
    : `${names} have no SEC lines before them, so the kernel never calls them. Write ${section} on the line above each, with the name of its system call.`;
}

function placeOf({ file, line, column }: CFunction) {
  return { file, line, column };
}
