import { drawScenario } from '../../grader/course/draw.ts';
import { createRandom, type Random } from '../../grader/course/random.ts';
import type { ContainerFacts, WitnessRecord, WitnessRole } from '../../grader/model/capture.ts';
import type { Call, ContainerUser, Scenario, TaskScript } from '../../grader/model/scenario.ts';
import type { Step } from '../../grader/model/step.ts';

/** One open as the kernel knows it. `openat2` is what the witness leaves out, and a gadget should. */
export interface Opening extends Omit<WitnessRecord, 'syscall'> {
  readonly syscall: 'open' | 'openat' | 'openat2';
}

/** A step's scenario as it went: every open of the machine in the order of time. */
export interface World {
  readonly scenario: Scenario;
  readonly serial: boolean;
  readonly openings: readonly Opening[];
}

const MICROSECOND = 1_000n;
const NAMESPACES: { readonly [Role in WitnessRole]: bigint } = {
  traced: 4026532182n,
  foreign: 4026532299n,
  host: 4026531841n,
  elsewhere: 4026531832n,
};

/**
 * Plays the step's own scenario, as drawn from the seed, on an imagined machine: tasks of a phase take turns
 * unless `serial`, and other processes of the machine open files all the time.
 */
export function playScenario(step: Step, seed: number, serial: boolean): World {
  const scenario = drawScenario(step, seed);
  const random = createRandom(seed + 1);
  const machine = new Machine(random, serial);
  for (const { user, tasks } of scenario.phases) {
    machine.play('traced', tasks, scenario.users[user] ?? ROOT);
    machine.play('foreign', scenario.noise, ROOT);
    machine.play('host', scenario.noise, ROOT);
  }
  return { scenario, serial, openings: machine.openings };
}

/** What the witness records of it. */
export function witnessed({ openings }: World): readonly WitnessRecord[] {
  return openings.flatMap((opening) => (isTraced(opening) ? [opening] : []));
}

function isTraced(opening: Opening): opening is WitnessRecord {
  return opening.syscall !== 'openat2';
}

const ROOT: ContainerUser = { uid: 0, gid: 0 };

class Machine {
  readonly openings: Opening[] = [];
  #clock = 5_000_000_000_000n;
  #pid = 20_000;
  readonly #random: Random;
  readonly #serial: boolean;

  constructor(random: Random, serial: boolean) {
    this.#random = random;
    this.#serial = serial;
  }

  play(role: WitnessRole, tasks: readonly TaskScript[], user: ContainerUser): void {
    const parent = this.#newPid();
    const threads = this.#newPid();
    const queues = tasks.map((task) => this.#task(role, task, user, parent, threads));
    for (;;) {
      const [first, ...others] = queues.filter((queue) => queue.length > 0);
      if (first === undefined) return;
      const queue = this.#serial ? first : this.#random.pick([first, ...others]);
      this.#open(queue.shift());
      if (this.#random.oneIn(4)) this.#open(this.#elsewhere());
    }
  }

  #task(
    role: WitnessRole,
    task: TaskScript,
    user: ContainerUser,
    parent: number,
    threads: number,
  ): Untimed[] {
    const own = this.#newPid();
    const isThread = task.kind === 'thread';
    const identity = {
      role,
      ...user,
      pid: isThread ? threads : own,
      tid: own,
      mntns: NAMESPACES[role],
      comm: task.kind === 'shell' ? 'sh' : task.comm,
      parentPid: parent,
      parentComm: 'opener',
    };
    const calls = task.kind === 'shell' ? [shellCall(task.command)] : task.calls;
    return calls.map((call) => ({ ...identity, ...argumentsOf(call) }));
  }

  #elsewhere(): Untimed {
    const pid = this.#newPid();
    const call: Call = { syscall: 'openat', path: { kind: 'bytes', hex: '' }, flags: 0, mode: 0 };
    const identity = { pid, tid: pid, uid: 0, gid: 0, comm: 'cron', parentPid: 1, parentComm: 'init' };
    return { role: 'elsewhere', ...identity, mntns: NAMESPACES.elsewhere, ...argumentsOf(call) };
  }

  #open(opening: Untimed | undefined): void {
    if (opening === undefined) return;
    this.#clock += BigInt(this.#random.integer(10, 200)) * MICROSECOND;
    this.openings.push({ ...opening, timestamp: this.#clock });
  }

  #newPid(): number {
    this.#pid += this.#random.integer(1, 9);
    return this.#pid;
  }
}

type Untimed = Omit<Opening, 'timestamp'>;

function argumentsOf({ syscall, path, flags, mode }: Call): Pick<Opening, 'syscall' | 'args' | 'path'> {
  const pointer = path.kind === 'bytes' ? 0x7f00_0000_1000n : 1n;
  const own = [pointer, BigInt(flags), BigInt(mode)];
  return {
    syscall,
    args: syscall === 'open' ? own : [0xffff_ff9cn, ...own],
    path: path.kind === 'bytes' ? Uint8Array.from(Buffer.from(path.hex, 'hex')) : undefined,
  };
}

/** The file is the last word. Flags are those of `echo foo > NAME`: O_WRONLY|O_CREAT|O_TRUNC, 0666. */
function shellCall(command: string): Call {
  const name = command.split(' ').at(-1) ?? '';
  const hex = Buffer.from(name).toString('hex');
  return { syscall: 'openat', path: { kind: 'bytes', hex }, flags: 577, mode: 0o666 };
}

export const TRACED_CONTAINER: ContainerFacts = {
  runtime: 'runc',
  id: 'a'.repeat(64),
  name: 'lab-traced',
  imageName: 'busybox',
  imageDigest: '',
  pid: 4711,
  mntns: NAMESPACES.traced,
  startedAt: 1_795_355_266_660_282_680n,
};
