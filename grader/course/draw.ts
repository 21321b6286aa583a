import type { PathClass } from '../model/check-spec.ts';
import type { Call, ContainerUser, Phase, Scenario, Syscall, TaskScript } from '../model/scenario.ts';
import type { ScenarioAction, Step } from '../model/step.ts';
import { drawCall, drawHarmlessCall } from './draw-call.ts';
import { drawName, drawPath } from './draw-path.ts';
import { createRandom, type Random } from './random.ts';

type Opens = Extract<ScenarioAction, { kind: 'opens' }>;

/**
 * Draws the scenario that the step describes: file names, flags, modes, users, names and numbers of tasks all
 * come from the seed, so an answer that is written into a program cannot be right twice. The same step and seed
 * give the same scenario.
 */
export function drawScenario(step: Step, seed: number): Scenario {
  const random = createRandom(seed);
  const users: ContainerUser[] = [{ uid: 0, gid: 0 }];
  const turns = createTurns();
  const phases = step.scenario.map((action): Phase => {
    if (action.kind === 'shell') return shellPhase(random, action.command);
    if (action.user === 'drawn') users.push(drawUser(random));
    return opensPhase(random, action, action.user === 'root' ? 0 : users.length - 1, turns);
  });
  return { seed, users, phases, noise: drawNoise(random) };
}

function shellPhase(random: Random, command: string): Phase {
  const drawn = command.replaceAll('{name}', () => drawName(random, 3, 12));
  return { user: 0, concurrent: false, tasks: [{ kind: 'shell', command: drawn }] };
}

function opensPhase(random: Random, opens: Opens, user: number, turns: Turns): Phase {
  const tasks = [
    ...drawTasks(random, 'process', opens.tasks, opens, turns),
    ...drawTasks(random, 'thread', opens.threads, opens, turns),
  ];
  return { user, concurrent: tasks.length > 1, tasks };
}

/** As many tasks as the step says, or one more; none where it says none. */
function drawTasks(
  random: Random,
  kind: 'process' | 'thread',
  least: number,
  opens: Opens,
  turns: Turns,
): TaskScript[] {
  const count = least === 0 ? 0 : least + random.integer(0, 1);
  return Array.from({ length: count }, () => ({
    kind,
    comm: drawName(random, 4, 15),
    calls: drawCalls(random, opens, turns),
  }));
}

/** Every system call with every path class, `times` each, and up to three calls more, in a drawn order. */
function drawCalls(random: Random, opens: Opens, turns: Turns): Call[] {
  const kinds = opens.syscalls.flatMap((syscall) => opens.paths.map((path) => ({ syscall, path })));
  const repeated = Array.from({ length: opens.times }, () => kinds).flat();
  const more = random.shuffle(kinds).slice(0, random.integer(0, 3));
  return random
    .shuffle([...repeated, ...more])
    .map(({ syscall, path }) =>
      drawCall(random, syscall, drawPath(random, path, turns(syscall, path)), opens.flags),
    );
}

/** Six to ten opens that the gadget must not report: they are made in another container and on the host. */
function drawNoise(random: Random): TaskScript[] {
  return Array.from({ length: 2 }, () => ({
    kind: 'process',
    comm: drawName(random, 4, 15),
    calls: Array.from({ length: random.integer(3, 5) }, (_, index) => drawNoiseCall(random, index)),
  }));
}

/** The first of each system call has flags 0: a filter that only looks at calls with flags would let it through. */
function drawNoiseCall(random: Random, index: number): Call {
  const path = { kind: 'bytes', hex: Buffer.from(drawName(random, 5, 7)).toString('hex') } as const;
  const call = drawHarmlessCall(random, index % 2 === 0 ? 'openat' : 'open', path);
  return index < 2 ? { ...call, flags: 0, mode: call.mode || 1 } : call;
}

/** Not root, and with a group that is told apart from the user. */
function drawUser(random: Random): ContainerUser {
  const uid = random.integer(1000, 60_000);
  const gid = random.integer(1000, 59_999);
  return { uid, gid: gid < uid ? gid : gid + 1 };
}

/** How often a system call met a path class before, counted over the whole scenario. */
type Turns = (syscall: Syscall, path: PathClass) => number;

function createTurns(): Turns {
  const counts = new Map<string, number>();
  return (syscall, path) => {
    const key = `${syscall} ${path}`;
    const turn = counts.get(key) ?? 0;
    counts.set(key, turn + 1);
    return turn;
  };
}
