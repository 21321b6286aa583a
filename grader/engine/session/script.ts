import type { Call, Phase, TaskScript } from '../../model/scenario.ts';

/** A shell command opens a handful of files at most; it counts as so many calls of a burst. */
const CALLS_OF_A_SHELL = 8;

/**
 * Turns a phase into scripts for the opener (native/opener/opener.c tells the language), each a burst of at most
 * `budget` calls, so that a small ring can be drained in between.
 */
export function phaseScripts(phase: Phase, budget: number, serial: boolean): readonly string[] {
  const rounds = Math.max(1, Math.ceil(countCalls(phase.tasks) / Math.max(1, budget)));
  const concurrent = phase.concurrent && !serial;
  return Array.from({ length: rounds }, (_, round) => tasksOfRound(phase.tasks, round, rounds))
    .filter((tasks) => tasks.length > 0)
    .map((tasks) => script(tasks, concurrent));
}

export function script(tasks: readonly TaskScript[], concurrent: boolean): string {
  return `${tasks.flatMap(taskLines).join('\n')}\ngo ${concurrent ? 'concurrent' : 'serial'}\n`;
}

function countCalls(tasks: readonly TaskScript[]): number {
  return tasks.reduce((sum, task) => sum + (task.kind === 'shell' ? CALLS_OF_A_SHELL : task.calls.length), 0);
}

function tasksOfRound(tasks: readonly TaskScript[], round: number, rounds: number): readonly TaskScript[] {
  return tasks.flatMap((task, index): readonly TaskScript[] => {
    if (task.kind === 'shell') return index % rounds === round ? [task] : [];
    const size = Math.ceil(task.calls.length / rounds);
    const calls = task.calls.slice(round * size, (round + 1) * size);
    return calls.length > 0 ? [{ ...task, calls }] : [];
  });
}

function taskLines(task: TaskScript): readonly string[] {
  if (task.kind === 'shell') return [`shell ${hex(task.command)}`];
  return [`${task.kind} ${hex(task.comm)}`, ...task.calls.map(callLine)];
}

function callLine({ syscall, flags, mode, path }: Call): string {
  return `call ${syscall} ${flags} ${mode} ${path.kind === 'bytes' ? path.hex || '-' : '!'}`;
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex') || '-';
}
