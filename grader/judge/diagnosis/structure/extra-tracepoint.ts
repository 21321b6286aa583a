import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import { deliversByHelper } from './delivery.ts';
import { failedOnce, failedWhere } from './failed-checks.ts';
import { at, type Entry, entriesOf, type Scene, SYSCALLS, sceneOf, submitsOf } from './scene.ts';
import { strayEntry } from './tracepoint-missing.ts';

export const extraTracepoint = rule({
  id: 'extra-tracepoint',
  meaning: 'A program reports something else than open and openat.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_enter_openat2")\nint openat2_entry(struct syscall_trace_enter *ctx)\n{\n\treturn handle_open(ctx);\n}',
    message:
      '`openat2_entry` sends events too, each time at `sys_enter_openat2`. The gadget is to report `open` and `openat` only: take this program away.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    const { duplicates, strangers } = scene.facts.pairing;
    if (duplicates.length + strangers.length === 0) return [];
    return scene.entries
      .filter((entry) => isExtra(scene, entry))
      .flatMap((entry) => extra(evidence, scene, entry));
  },
});

/** One that is attached in place of another is the matter of `tracepoint-missing` and `exit-for-enter`. */
function isExtra(scene: Scene, entry: Entry): boolean {
  const { entries } = scene;
  const { tracepoint, program } = entry;
  if (SYSCALLS.some((name) => tracepoint === `sys_enter_${name}`) || !deliversByHelper(program)) return false;
  const replaces = SYSCALLS.some(
    (name) => entriesOf(scene, name).length === 0 && strayEntry(scene, name) === entry,
  );
  if (replaces) return false;
  const both = SYSCALLS.every((name) => entries.some((other) => other.tracepoint === `sys_enter_${name}`));
  return both || !/^sys_exit_open(at)?$/.test(tracepoint ?? '');
}

function extra(evidence: Evidence, { facts }: Scene, entry: Entry): readonly Finding[] {
  const { leaked } = facts.pairing;
  const isExit = /^sys_exit_/.test(entry.tracepoint ?? '');
  const explains = [
    ...failedOnce(evidence),
    ...failedWhere(
      evidence,
      ({ kind }) => (kind === 'confined' && leaked.length === 0) || (kind === 'timestamp' && isExit),
    ),
  ];
  if (explains.length === 0) return [];
  const name = showName(entry.program.name);
  const where = showName(entry.tracepoint ?? entry.program.section);
  const message = `\`${name}\` sends events too, each time at \`${where}\`. The gadget is to report ${isExit ? 'each call once, when it begins' : '`open` and `openat` only'}: take this program away.`;
  const place = entry.function?.section;
  const confidence = submitsOf(entry).length > 0 ? 'certain' : 'likely';
  return [{ message, confidence, explains, ...at(place) }];
}
