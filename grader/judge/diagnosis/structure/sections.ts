import { type Entry, type Scene, SYSCALLS, tracepointOf } from './scene.ts';

/** Programs that stand under one and the same section of open or openat, two or more each. */
export function sharedSections({ entries }: Scene): readonly (readonly Entry[])[] {
  return SYSCALLS.map((syscall) =>
    entries.filter(({ program }) => tracepointOf(program.section) === `sys_enter_${syscall}`),
  ).filter((group) => group.length > 1);
}
