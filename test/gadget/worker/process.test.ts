import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { startWorkerProcess, type WorkerProcess } from '../../../grader/gadget/worker/child.ts';
import { WORKER_ENTRY } from '../../../grader/gadget/worker/command.ts';
import { CAPTURE_LIMITS } from '../../../grader/gadget/worker/limits.ts';
import type { Reply } from '../../../grader/gadget/worker/messages.ts';
import { runModule, startModuleWorker } from '../../../grader/gadget/worker/module-run.ts';
import { packEvents } from '../../../grader/gadget/worker/pack-events.ts';
import type { WasmModule } from '../../../grader/model/module.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { readFrames, writeFrame } from '../../../grader/process/frames.ts';
import { startTime } from '../../../grader/process/start-time.ts';
import { busybox } from '../containers.ts';
import { openEvents, statusOf, surroundings, testModule } from './support.ts';

let misbehave: WasmModule;
beforeAll(async () => {
  misbehave = await testModule('misbehave');
}, 120_000);

const patient = { ...CAPTURE_LIMITS, lifecycle: 3_600_000, callback: 3_600_000 };
const looping = { in: 'gadgetInit', do: 'loop' } as const;
const request = () => ({ ...surroundings, module: misbehave, events: openEvents(10), containers: [busybox] });

const isRoot = process.getuid?.() === 0;
const lives = (pid: number | undefined): boolean => pid !== undefined && startTime(pid) !== '';

async function gone(pid: number): Promise<void> {
  while (lives(pid)) await setTimeout(5);
}

/** A worker whose module is in an endless loop, for as long as `look` takes. */
async function whileLooping(look: (pid: number) => void | Promise<void>): Promise<void> {
  const child = await startWorkerProcess(patient);
  try {
    await sendLoop(child);
    await look(child.pid ?? 0);
  } finally {
    child.kill();
    await child.ended;
  }
}

async function sendLoop(child: WorkerProcess): Promise<void> {
  const { bytes: module } = misbehave;
  const job = {
    ...surroundings,
    module,
    params: looping,
    host: false,
    purpose: { kind: 'observe' },
  } as const;
  child.send({ type: 'load', job });
  for (let reply = await child.next(); reply && reply.type !== 'log'; reply = await child.next());
}

describe("the module's process", () => {
  it('has no rights and no way to get any, while the module runs', async () => {
    await whileLooping((pid) => {
      const uid = isRoot ? 65_534 : process.getuid?.();
      const gid = isRoot ? 65_534 : process.getgid?.();
      expect(statusOf(pid, 'Uid')).toBe(Array(4).fill(uid).join('\t'));
      expect(statusOf(pid, 'Gid')).toBe(Array(4).fill(gid).join('\t'));
      if (isRoot) expect(statusOf(pid, 'Groups')).toBe('');
      for (const set of ['CapPrm', 'CapEff', 'CapAmb']) expect(statusOf(pid, set)).toMatch(/^0+$/);
      expect(statusOf(pid, 'NoNewPrivs')).toBe('1');
    });
  });

  it('has dropped them in each of its threads', async () => {
    await whileLooping((pid) => {
      const threads = readdirSync(`/proc/${pid}/task`);
      expect(threads.length).toBeGreaterThan(2);
      const users = threads.map(
        (thread) => statusOf(pid, 'Uid') && readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'),
      );
      for (const status of users)
        expect(status).toMatch(isRoot ? /^Uid:\t65534\t65534\t65534\t65534$/m : /^Uid:/m);
    });
  });

  it('inherits no file, no folder and no environment but the time zone', async () => {
    process.env.LAB_SECRET = 'secret';
    const opened = openSync('/etc/hostname', 'r');
    try {
      await whileLooping((pid) => {
        const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
        expect(files.filter((file) => file.startsWith('/') && file !== '/dev/null')).toEqual([]);
        expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
        expect(readFileSync(`/proc/${pid}/environ`, 'utf8').replace(/^TZ=[^\0]*\0/, '')).toBe('');
      });
    } finally {
      closeSync(opened);
      delete process.env.LAB_SECRET;
    }
  });

  it('leaves no core dump, and has limited memory', async () => {
    await whileLooping((pid) => {
      const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
      expect(limits).toMatch(/^Max core file size +0 +0 /m);
      expect(limits).toMatch(/^Max data size +2147483648 +2147483648 /m);
    });
  });

  it.runIf(isRoot)('works where its own code lies in a folder that only root can read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gadget-lab-private-'));
    try {
      cpSync(join(projectRoot, 'dist'), join(folder, 'dist'), { recursive: true });
      const main = join(folder, 'dist/grader/gadget/worker/main.js');
      const heard = await replies([process.execPath, main], ['taken', 'fault', 'failed']);
      const types = heard.map(({ type }) => type).filter((type) => type !== 'log');
      expect(types).toEqual(['ready', 'started', ...Array(3).fill('processed'), 'taken']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.runIf(isRoot)('takes no module where it cannot give up its rights', async () => {
    const setpriv = ['--bounding-set', '-setuid', process.execPath, WORKER_ENTRY];
    const heard = await replies(['setpriv', ...setpriv], ['started', 'failed']);
    expect(heard).toEqual([{ type: 'failed', at: 'setup', message: expect.stringContaining('EPERM') }]);
  });

  it('dies with the lab, even by kill -9 in the middle of an endless loop', async () => {
    const holder = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'holder.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(holder.stdout, 'data');
    const pid = Number(String(line));
    expect(lives(pid)).toBe(true);
    holder.kill('SIGKILL');
    await gone(pid);
  });
});

/** What the program at that place answers to a module, up to the last of these. */
async function replies(
  command: readonly [string, ...string[]],
  last: readonly Reply['type'][],
): Promise<Reply[]> {
  const [file, ...args] = [...command, JSON.stringify(CAPTURE_LIMITS)];
  const child = spawn(file, args, { cwd: '/', env: {} });
  // A process that refuses its work ends before all of it is written.
  child.stdin.on('error', () => {});
  const job = {
    ...surroundings,
    module: misbehave.bytes,
    params: {},
    host: false,
    purpose: { kind: 'observe' },
  };
  writeFrame(child.stdin, { type: 'load', job });
  writeFrame(child.stdin, { type: 'events', events: packEvents(openEvents(3)), containers: [] });
  const heard: Reply[] = [];
  for await (const reply of readFrames(child.stdout) as AsyncGenerator<Reply>) {
    heard.push(reply);
    if (last.includes(reply.type)) break;
  }
  child.stdin.end();
  await once(child, 'exit');
  return heard;
}

describe('a worker', () => {
  it('may wait for its module as long as it likes', async () => {
    const worker = startModuleWorker();
    await setTimeout(300);
    const { fault, events } = await worker.run(request());
    await worker.close();
    expect(fault).toBeUndefined();
    expect(events).toHaveLength(10);
  });

  it('that nobody used is gone after close, which may be called again', async () => {
    const before = children();
    const worker = startModuleWorker();
    await worker.close();
    await worker.close();
    expect(children()).toEqual(before);
  });

  it('that is killed from outside is a fault, not an error', async () => {
    const before = new Set(children());
    const running = runModule({ ...request(), params: looping }, patient);
    let pid: number | undefined;
    while (pid === undefined) {
      await setTimeout(5);
      pid = children().find(
        (child) => !before.has(child) && statusOf(child, 'NoNewPrivs') === '1' && loops(child),
      );
    }
    process.kill(pid, 'SIGKILL');
    const { fault } = await running;
    expect(fault).toMatchObject({ cause: 'died', message: expect.stringContaining('SIGKILL') });
  });

  it('ends at once when it is aborted, with the reason', async () => {
    const abort = new AbortController();
    const before = children();
    const running = runModule({ ...request(), params: looping, signal: abort.signal }, patient);
    await setTimeout(400);
    abort.abort(new Error('the user has had enough'));
    await expect(running).rejects.toThrow('the user has had enough');
    expect(children()).toEqual(before);
  });

  it('is not even started for somebody who has already aborted', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(runModule({ ...request(), signal })).rejects.toThrow('too late');
  });
});

/** The module's thread has used some time of the processor. */
function loops(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return Number(stat.split(') ')[1]?.split(' ')[11]) > 40;
}

function children(): readonly number[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}
