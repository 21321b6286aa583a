import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LabResult, type RunningLab, startLab } from '../support/lab.ts';
import { makePlaces, type Places } from '../support/places.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { type Watch, watchLab } from '../support/session.ts';
import { edit, loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');

interface WatchedLab extends RunningLab {
  readonly pid: number;
  readonly watch: Watch;
}

let places: Places;
let workspace: Workspace;
let started: WatchedLab[];

beforeAll(async () => {
  workspace = await makeWorkspace({ 'program.bpf.c': solution });
});

afterAll(() => workspace.remove());

beforeEach(async () => {
  places = await makePlaces();
  started = [];
});

afterEach(async () => {
  // A test that failed must not leave a process behind itself.
  for (const { child } of started) child.kill('SIGKILL');
  await places.remove();
});

function start(...args: readonly string[]): WatchedLab {
  const lab = startLab(args, { env: places.env, group: true });
  const pid = lab.child.pid ?? 0;
  const watched = { ...lab, pid, watch: watchLab(pid) };
  started.push(watched);
  return watched;
}

const check = (): WatchedLab => start('check', '02', '--dir', workspace.directory);

async function expectNothingLeft({ watch }: WatchedLab): Promise<void> {
  expect(await watch.traces()).toEqual([]);
  expect(await places.leftovers()).toEqual([]);
  // It may still be giving its memory back, which nobody has to wait for.
  await expect.poll(() => watch.engineLives(), { timeout: 10_000, interval: 10 }).toBe(false);
}

/** Where the lab itself could not see to it: soon, at the latest. */
async function expectNothingLeftSoon({ watch }: WatchedLab): Promise<void> {
  await expect.poll(() => watch.traces(), { timeout: 15_000, interval: 50 }).toEqual([]);
  await expect.poll(() => watch.engineLives(), { timeout: 10_000, interval: 10 }).toBe(false);
}

describeWith(requireBpf() ?? requirePrograms('runc'), 'nothing is left behind', () => {
  it.each([
    ['a check that passes', solution, 0],
    ['a check that fails', edit(solution, ['event->flags = flags', 'event->flags = 577']), 1],
    ['a program that does not compile', `${solution}}`, 1],
    ['a program that the kernel refuses', edit(solution, ['\tif (!event)\n\t\treturn 0;\n', '']), 1],
  ])('by %s', async (_what, program, code) => {
    const own = await makeWorkspace({ 'program.bpf.c': program });
    const lab = start('check', '02', '--dir', own.directory);
    expect((await lab.ended).code).toBe(code);
    expect(lab.watch.sessions()).toBe(1);
    await expectNothingLeft(lab);
    await own.remove();
  });

  it('by a run', async () => {
    const lab = start('run', workspace.directory, '--timeout', '1');
    expect((await lab.ended).code).toBe(0);
    await expectNothingLeft(lab);
  });

  it('by a check that takes too long', async () => {
    const lab = start('check', '02', '--dir', workspace.directory, '--timeout', '1');
    const engine = await lab.watch.engine;
    if (engine === undefined) throw new Error('there is no engine');
    // Stopped, it answers nothing; continued, it must still clean up.
    await untilSession(lab);
    process.kill(engine, 'SIGSTOP');
    await setTimeout(1500);
    process.kill(engine, 'SIGCONT');
    const { code, stdout } = await lab.ended;
    expect(code).toBe(3);
    expect(stdout).toMatch(/longer than 1 s/);
    await expectNothingLeft(lab);
  });
});

async function untilSession({ watch }: WatchedLab): Promise<void> {
  await expect.poll(() => watch.sessions(), { timeout: 10_000, interval: 5 }).toBeGreaterThan(0);
}

/** Eighths of the time that a check takes. */
const MOMENTS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

describeWith(requireBpf() ?? requirePrograms('runc'), 'a check that is interrupted', () => {
  let duration: number;

  beforeAll(async () => {
    places = await makePlaces();
    started = [];
    const begin = performance.now();
    await check().ended;
    duration = performance.now() - begin;
    await places.remove();
  });

  const interrupt = async (eighth: number, kill: (pid: number) => void): Promise<LabResult> => {
    const lab = check();
    await setTimeout((duration * eighth) / 8);
    if (lab.child.exitCode === null) kill(lab.pid);
    const result = await lab.ended;
    await expectNothingLeft(lab);
    return result;
  };

  const expectInterrupted = ({ code, signal, stderr }: LabResult): void => {
    // Before Node has begun to run, a signal ends the process itself; at the end, it may come too late.
    expect([130, 0, null]).toContain(code);
    expect(code === null ? ['SIGINT', 'SIGTERM'] : [null]).toContain(signal);
    if (code === 130) expect(stderr).toBe('lab: Interrupted.\n');
  };

  it.each(MOMENTS)(
    'by Ctrl-C after %i eighths of it releases everything and ends with 130',
    async (eighth) => {
      expectInterrupted(await interrupt(eighth, (pid) => process.kill(-pid, 'SIGINT')));
    },
  );

  it.each(MOMENTS)('by SIGTERM after %i eighths of it does so, too', async (eighth) => {
    expectInterrupted(await interrupt(eighth, (pid) => process.kill(pid, 'SIGTERM')));
  });

  it('by Ctrl-C again and again ends the same way', async () => {
    const lab = check();
    await untilSession(lab);
    while (lab.child.exitCode === null && lab.child.signalCode === null) {
      process.kill(-lab.pid, 'SIGINT');
      await setTimeout(20);
    }
    expectInterrupted(await lab.ended);
    await expectNothingLeft(lab);
  });
});

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has done its work already.
  }
}

describeWith(requireBpf() ?? requirePrograms('runc'), 'a check that is killed', () => {
  const next = async (): Promise<void> => {
    const { code } = await check().ended;
    expect(code).toBe(0);
  };

  it.each([0, 40, 80, 160])(
    'is cleaned up after by its engine (killed %i ms after its session began)',
    async (delay) => {
      const lab = check();
      await untilSession(lab);
      await setTimeout(delay);
      lab.child.kill('SIGKILL');
      await lab.ended;
      await expectNothingLeftSoon(lab);
      await next();
      expect(await places.leftovers()).toEqual([]);
    },
  );

  it.each([0, 40, 80, 160])(
    'with its engine is cleaned up after by the next command (killed %i ms after its session began)',
    async (delay) => {
      const lab = check();
      const engine = await lab.watch.engine;
      if (engine === undefined) throw new Error('there is no engine');
      await untilSession(lab);
      await setTimeout(delay);
      lab.child.kill('SIGKILL');
      killIfAlive(engine);
      await lab.ended;
      await next();
      await expectNothingLeftSoon(lab);
      expect(await places.leftovers()).toEqual([]);
    },
  );
});

describeWith(requireBpf() ?? requirePrograms('runc'), 'an engine that is killed', () => {
  it.each([0, 40, 80])(
    'is told as the broken run that it is (%i ms after its session began)',
    async (delay) => {
      const lab = check();
      const engine = await lab.watch.engine;
      if (engine === undefined) throw new Error('there is no engine');
      await untilSession(lab);
      await setTimeout(delay);
      process.kill(engine, 'SIGKILL');
      const { code, stdout } = await lab.ended;
      expect(code).toBe(3);
      expect(stdout).toMatch(/ended unexpectedly.*SIGKILL/s);
      await check().ended;
      await expectNothingLeftSoon(lab);
    },
  );

  it('ends lab run with an error', async () => {
    const lab = start('run', workspace.directory, '--timeout', '20');
    const engine = await lab.watch.engine;
    if (engine === undefined) throw new Error('there is no engine');
    process.kill(engine, 'SIGKILL');
    const { code, stderr } = await lab.ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/ended unexpectedly/);
    await expectNothingLeftSoon(lab);
  });
});
