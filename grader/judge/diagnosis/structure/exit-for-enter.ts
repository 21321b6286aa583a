import type { TracedSyscall } from '../../../model/check-spec.ts';
import { showName } from '../../text.ts';
import type { Evidence } from '../evidence.ts';
import { type Finding, rule } from '../rule.ts';
import { failedComplete, failedWhere } from './failed-checks.ts';
import { at, entriesOf, type Scene, SYSCALLS, sceneOf } from './scene.ts';

export const exitForEnter = rule({
  id: 'exit-for-enter',
  meaning: 'A program runs when the system call is over, not when it begins.',
  example: {
    code: 'SEC("tracepoint/syscalls/sys_exit_openat")\nint openat_entry(struct syscall_trace_enter *ctx)',
    message:
      '`openat_entry` runs when `openat` is over: at `sys_exit_openat` the arguments are gone, and the moment is not that of the call. Its SEC line has to end with `sys_enter_openat`.',
  },
  needs: ['facts', 'program'],
  find: (evidence) => {
    const scene = sceneOf(evidence);
    return SYSCALLS.flatMap((syscall) => findExit(evidence, scene, syscall));
  },
});

function findExit(evidence: Evidence, scene: Scene, syscall: TracedSyscall): readonly Finding[] {
  const late = scene.entries.find(({ tracepoint }) => tracepoint === `sys_exit_${syscall}`);
  if (late === undefined || entriesOf(scene, syscall).length > 0) return [];
  const explains = [...failedWhere(evidence, ({ kind }) => kind === 'timestamp'), ...ofCalls()];
  if (explains.length === 0) return [];
  const name = showName(late.program.name);
  const message = `\`${name}\` runs when \`${syscall}\` is over: at \`sys_exit_${syscall}\` the arguments are gone, and the moment is not that of the call. Its SEC line has to end with \`sys_enter_${syscall}\`.`;
  const place = late.function?.section;
  return [{ message, confidence: 'certain', explains, ...at(place) }];

  /** What is asked of the call's arguments: at its end, the record that was passed holds no more than the result. */
  function ofCalls(): readonly string[] {
    const values = failedWhere(
      evidence,
      (spec) =>
        (spec.kind === 'equals' &&
          ['path', 'flags', 'mode'].includes(spec.witness) &&
          spec.where.syscall !== other()) ||
        spec.kind === 'userMemory',
    );
    return [...failedComplete(evidence, [syscall]), ...values];
  }

  function other(): TracedSyscall {
    return syscall === 'open' ? 'openat' : 'open';
  }
}
