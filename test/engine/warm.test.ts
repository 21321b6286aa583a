import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type CheckOutcome, checkStep } from '../../grader/check.ts';
import { drawScenario } from '../../grader/course/draw.ts';
import type { ContainerChoice, Engine } from '../../grader/engine/engine.ts';
import { host } from '../../grader/engine/host.ts';
import { RUN_ROOT } from '../../grader/engine/run-directory.ts';
import { createWarmEngine, type WarmEngine } from '../../grader/engine/warm.ts';
import type { StepVerdict } from '../../grader/model/verdict.ts';
import { SEED, summary } from '../support/check.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { watchLab } from '../support/session.ts';
import { loadPrograms, makeWorkspace, type Programs, type Workspace } from '../support/workspace.ts';

interface Options {
  readonly id?: string;
  readonly seed?: number;
  readonly container?: ContainerChoice;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: string) => void;
  readonly engine?: Engine;
}

let programs: Programs;
let workspace: Workspace;
let engine: WarmEngine;
/** How many sessions were started in all. */
let started: number;

function warm({ id = '02', seed = SEED, container = 'auto' }: Options = {}): void {
  engine.warm({ scenario: drawScenario(programs.step(id), seed), container });
}

/** Checks the solution of step 02 as it stands in the workspace; waits until all is released. */
async function check(options: Options = {}): Promise<CheckOutcome> {
  const step = programs.step(options.id ?? '02');
  const outcome = await checkStep({
    step,
    earlier: programs.course.steps.slice(0, programs.course.steps.indexOf(step)),
    directory: workspace.directory,
    seed: SEED,
    engine,
    container: 'auto',
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onStage: () => {},
    ...options,
  });
  await outcome.released;
  return outcome;
}

/** Children of this process that are engines. */
async function engines(): Promise<readonly number[]> {
  return childrenOf(process.pid, 'session/main.js');
}

async function childrenOf(parent: number, command: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return state !== 'Z' && Number(ppid) === parent && line.includes(command) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

/** Waits until one session stands by with its containers and players; gives back its process. */
async function untilUp(): Promise<number> {
  await expect.poll(async () => (await engines()).length, { timeout: 20_000 }).toBe(1);
  const [pid = 0] = await engines();
  // Two of the traced container's users may be one; the foreign container and the host have one each.
  const players = async (): Promise<number> => (await childrenOf(pid, 'play')).length;
  const users = drawScenario(programs.step('02'), SEED).users.length;
  await expect.poll(players, { timeout: 20_000 }).toBe(users + 2);
  return pid;
}

const foldersOf = async (pid: number): Promise<readonly string[]> =>
  (await readdir(RUN_ROOT).catch(() => [])).filter((name) => name.startsWith(`${pid}-`));

async function containerOf(pid: number, role: 'traced' | 'foreign'): Promise<number> {
  const [folder = ''] = await foldersOf(pid);
  return Number(await readFile(join(RUN_ROOT, folder, role, 'pid'), 'utf8'));
}

function whatIsSaid({ status, points, build, load, tasks, kept, diagnoses, ...rest }: StepVerdict) {
  return {
    ...summary({ status, points, build, load, tasks, kept, diagnoses, ...rest }),
    points,
    load,
    diagnoses,
  };
}

const PASSED = { verdict: { status: 'passed' }, container: 'runc' };

describeWith(requireBpf() ?? requirePrograms('runc'), 'an engine with a session that stands by', () => {
  beforeAll(async () => {
    programs = await loadPrograms();
  });

  beforeEach(async () => {
    workspace = await makeWorkspace({ 'program.bpf.c': await programs.solution('02') });
    started = 0;
    engine = createWarmEngine({
      name: host.name,
      start(job) {
        started += 1;
        return host.start(job);
      },
    });
  });

  afterEach(async () => {
    await engine.close();
    expect(await engines()).toEqual([]);
    await workspace.remove();
  });

  it('uses it, and finds what a fresh one finds', async () => {
    warm();
    const pid = await untilUp();
    const stages: string[] = [];
    const used = await check({ onStage: (stage) => stages.push(stage) });
    expect(used).toMatchObject(PASSED);
    expect(started).toBe(1);
    // All its stages are told, those before the check as well.
    expect(stages).toEqual(expect.arrayContaining(['load', 'trigger', 'drain']));
    expect(await foldersOf(pid)).toEqual([]);
    const fresh = await check({ engine: host });
    expect(whatIsSaid(used.verdict)).toEqual(whatIsSaid(fresh.verdict));
  });

  it('finds the same faults as a fresh one', async () => {
    await workspace.remove();
    workspace = await makeWorkspace({ 'program.bpf.c': await programs.start('02') });
    warm();
    await untilUp();
    const used = await check();
    expect(started).toBe(1);
    const fresh = await check({ engine: host });
    expect(used.verdict.status).toBe('failed');
    expect(whatIsSaid(used.verdict)).toEqual(whatIsSaid(fresh.verdict));
  });

  it('uses it while it still comes up', async () => {
    warm();
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(1);
  });

  it('uses it once', async () => {
    warm();
    expect(await check()).toMatchObject(PASSED);
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(2);
  });

  it('keeps it where the same is asked for again', async () => {
    warm();
    const pid = await untilUp();
    warm();
    expect(await untilUp()).toBe(pid);
    expect(started).toBe(1);
  });

  it.each<[string, Options]>([
    ['scenario', { seed: SEED + 1 }],
    ['step', { id: '01' }],
    ['runtime', { container: 'runc' }],
  ])('starts a fresh one for another %s', async (_what, other) => {
    warm();
    const pid = await untilUp();
    expect(await check(other)).toMatchObject(PASSED);
    expect(started).toBe(2);
    // The one that stands by still waits for what it was made for, until another one is to stand by.
    expect(await engines()).toEqual([pid]);
    warm(other);
    await expect.poll(engines).not.toContain(pid);
    expect(await foldersOf(pid)).toEqual([]);
    expect(await check(other)).toMatchObject(PASSED);
    expect(started).toBe(3);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)('replaces one that %s has ended', async (signal) => {
    warm();
    const pid = await untilUp();
    process.kill(pid, signal);
    await expect.poll(engines).toEqual([]);
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(2);
    expect(await foldersOf(pid)).toEqual([]);
  });

  it.each(['load', 'attach', 'fill the ring', 'trigger'])(
    'replaces one that is told to end at the stage %s: half of a capture is never judged',
    async (stage) => {
      let told = 0;
      const onStage = (now: string): void => {
        if (now !== stage || told > 0) return;
        told += 1;
        // As Ctrl-C does that was meant for another program of the terminal.
        engines().then((pids) => {
          for (const pid of pids) process.kill(pid, 'SIGINT');
        });
      };
      const { verdict } = await check({ onStage });
      expect(told).toBe(1);
      expect(summary(verdict)).toMatchObject({ status: 'passed', failed: [], kept: [] });
    },
  );

  it('replaces one that was killed while it came up', async () => {
    warm();
    await expect.poll(engines, { interval: 5 }).toHaveLength(1);
    const [pid = 0] = await engines();
    process.kill(pid, 'SIGKILL');
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(2);
    expect(await foldersOf(pid)).toEqual([]);
  });

  it.each(['traced', 'foreign'] as const)('replaces one whose %s container was killed', async (role) => {
    warm();
    const pid = await untilUp();
    process.kill(await containerOf(pid, role), 'SIGKILL');
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(2);
    expect(await foldersOf(pid)).toEqual([]);
  });

  it('replaces one that could not come up then, where it can now', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nonexistent';
    warm({ container: 'runc' });
    process.env.PATH = PATH;
    expect(await check({ container: 'runc' })).toMatchObject(PASSED);
    expect(started).toBe(2);
  });

  it('says what is wrong where no session can come up', async () => {
    const { PATH } = process.env;
    warm({ container: 'podman' });
    process.env.PATH = '/nonexistent';
    try {
      await expect(check({ container: 'podman' })).rejects.toMatchObject({
        // Neither compiler nor runtime: which one is missed first is not the point.
        kind: 'machine',
      });
    } finally {
      process.env.PATH = PATH;
    }
  });

  it.each([
    ['that stands by', untilUp],
    ['that comes up', async () => 0],
  ])('leaves nothing of one %s when it is closed', async (_which, until) => {
    warm();
    const watch = watchLab(process.pid);
    await until();
    const pid = await watch.engine;
    await engine.close();
    expect(await watch.engineLives()).toBe(false);
    expect(await watch.traces()).toEqual([]);
    expect(await foldersOf(pid ?? 0)).toEqual([]);
    expect(await engines()).toEqual([]);
  });

  it('starts none any more once it is closed', async () => {
    const closed = engine.close();
    warm();
    await closed;
    warm();
    expect(started).toBe(0);
  });

  it.each(['container', 'load', 'trigger', 'drain'])(
    'leaves a check that is given up in stage %s',
    async (wanted) => {
      const abort = new AbortController();
      const reason = new Error('given up');
      const onStage = (stage: string): void => {
        if (stage === wanted) abort.abort(reason);
      };
      warm();
      const watch = watchLab(process.pid);
      await untilUp();
      await expect(check({ signal: abort.signal, onStage })).rejects.toBe(reason);
      await engine.close();
      expect(started).toBe(1);
      expect(await watch.traces()).toEqual([]);
    },
  );

  it('leaves a check that was given up before it began, and the next one passes', async () => {
    const reason = new Error('given up');
    warm();
    await expect(check({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    warm();
    expect(await check()).toMatchObject(PASSED);
    expect(started).toBe(2);
  });

  it('has never more than one standing by, however many checks it makes', async () => {
    for (let round = 0; round < 10; round += 1) {
      warm({ seed: SEED + round });
      expect(await check({ seed: SEED + round })).toMatchObject(PASSED);
      warm({ seed: SEED + round + 1 });
      expect((await engines()).length).toBeLessThanOrEqual(1);
    }
    expect(started).toBe(11);
  }, 120_000);

  it('has one that costs the machine nothing: no program of ours is attached', async () => {
    warm();
    const pid = await untilUp();
    expect(attachments(pid)).toEqual([]);
    let during: readonly string[] = [];
    await check({
      onStage(stage) {
        if (stage === 'trigger') during = attachments(pid);
      },
    });
    expect(during).not.toEqual([]);
  });

  it('counts the time limit from the start of the check, not of the session', async () => {
    warm();
    await untilUp();
    await sleep(6000);
    expect(await check({ timeoutMs: 5000 })).toMatchObject(PASSED);
    expect(started).toBe(1);
    warm();
    await untilUp();
    // No second attempt where the time is over.
    await expect(check({ timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' });
    expect(started).toBe(2);
  });
});

/** What a process holds that lets a program run: events of perf and links to programs. */
function attachments(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder)
    .map((fd) => readlinkSync(join(folder, fd)))
    .filter((target) => /^anon_inode:.*(perf_event|bpf[_-]link)/.test(target));
}
