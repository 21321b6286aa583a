import type { Call, Phase, TaskScript } from '../../model/scenario.ts';

/** A shell command opens a handful of files at most; it counts as so many calls of a burst. */
const CALLS_OF_A_SHELL = 8;

/**
 * Turns a phase into scripts for the opener (native/opener/main.c tells the language), each a burst of at most
 * `budget` calls, so that a small ring can be drained in between. Tasks that ran side by side still do.
 */
export function phaseScripts(phase: Phase, budget: number, serial: boolean): readonly string[] {
  const scripts: string[] = [];
  for (let left = phase.tasks; left.length > 0; ) {
    const burst = takeBurst(left, budget);
    scripts.push(script(burst.taken, phase.concurrent && !serial));
    left = burst.left;
  }
  return scripts;
}

/** Longer than most members that hold a path, and of no path that a scenario draws. */
const STALE_PATH = '7e'.repeat(600);

/** So many calls of each system call with telling arguments, whose events nobody grades. */
export function staleScript(times: number): string {
  const calls = ['open', 'openat'].map((name) => `call ${name} -1 511 ${STALE_PATH} ${times}`);
  return `process ${STALE_PATH.slice(0, 30)}\n${calls.join('\n')}\ngo serial\n`;
}

export function script(tasks: readonly TaskScript[], concurrent: boolean): string {
  return `${tasks.flatMap(taskLines).join('\n')}\ngo ${concurrent ? 'concurrent' : 'serial'}\n`;
}

interface Burst {
  readonly taken: readonly TaskScript[];
  readonly left: readonly TaskScript[];
}

/** Takes an equal share of every task's calls, and of whole shell commands what fits; always at least one thing. */
function takeBurst(tasks: readonly TaskScript[], budget: number): Burst {
  const share = Math.max(1, Math.ceil(budget / tasks.length));
  const taken: TaskScript[] = [];
  const left: TaskScript[] = [];
  let room = Math.max(1, budget);
  for (const task of tasks) {
    const part = splitTask(task, Math.min(share, room), room, taken.length === 0);
    if (part.now) taken.push(part.now);
    if (part.later) left.push(part.later);
    room -= part.cost;
  }
  return { taken, left };
}

interface Part {
  readonly now?: TaskScript;
  readonly later?: TaskScript;
  readonly cost: number;
}

function splitTask(task: TaskScript, calls: number, room: number, first: boolean): Part {
  if (task.kind === 'shell') {
    const fits = first || room >= CALLS_OF_A_SHELL;
    return fits ? { now: task, cost: CALLS_OF_A_SHELL } : { later: task, cost: 0 };
  }
  const now = task.calls.slice(0, Math.max(0, calls));
  const later = task.calls.slice(now.length);
  return {
    ...(now.length > 0 && { now: { ...task, calls: now } }),
    ...(later.length > 0 && { later: { ...task, calls: later } }),
    cost: now.length,
  };
}

function taskLines(task: TaskScript): readonly string[] {
  if (task.kind === 'shell') return [`shell ${hex(task.command)}`];
  return [`${task.kind} ${hex(task.comm)}`, ...task.calls.map(callLine)];
}

function callLine({ syscall, flags, mode, path }: Call): string {
  return `call ${syscall} ${flags} ${mode} ${path.kind === 'bytes' ? path.hex || '-' : '!'} 1`;
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex') || '-';
}
