import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RUN_ROOT } from '../../grader/engine/run-directory.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { readObject } from '../../lab/workspace/objects.ts';
import { workspaceAt } from '../../lab/workspace/place.ts';
import { listSnapshots } from '../../lab/workspace/snapshot.ts';
import { type Contents, type Learner, makeLearner } from '../lab/workspace/learner.ts';
import { type RunningLab, startLab } from '../support/lab.ts';
import { makePlaces, type Places, processesWith } from '../support/places.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { treeHash } from '../support/tree-hash.ts';
import { loadPrograms } from '../support/workspace.ts';

/** How often each command is killed at a moment of its run, and how often while it writes. */
const KILLS = process.env.LAB_TEST_FULL ? 30 : 3;
const LONG = { timeout: KILLS * 60_000 };

const execute = promisify(execFile);
const programs = await loadPrograms();
const schema = JSON.parse(await readFile(join(projectRoot, 'docs/status.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);

/** The same numbers between 0 and 1 on every run, one in each of the equal parts. */
function moments(what: string): readonly number[] {
  return Array.from({ length: KILLS }, (_, index) => {
    const drawn = createHash('sha256').update(`${what} ${index}`).digest().readUInt32BE() / 2 ** 32;
    return (index + drawn) / KILLS;
  });
}

async function expectStatus(learner: Learner): Promise<void> {
  const { code, stdout } = await learner.lab(['status', '--json']);
  expect({ code, stdout }).toMatchObject({ code: 0 });
  const document = JSON.parse(stdout);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  expect(document.workspace).toBe(learner.root);
}

/** Looking takes no turn; the next command that takes one sweeps. */
async function expectNoHalfWritten(learner: Learner): Promise<void> {
  await learner.lab(['update', '--dry-run']);
  expect(await readdir(learner.path('.lab/tmp')).catch(() => [])).toEqual([]);
}

/** What `lab undo` can bring back, by path. */
async function held({ root }: Learner): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const workspace = workspaceAt(root);
  const byPath = new Map<string, Set<string>>();
  for (const { files } of await listSnapshots(workspace))
    for (const [path, file] of Object.entries(files)) {
      if (file === null) continue;
      const bytes = await readObject(workspace, file.object);
      const all = byPath.get(path) ?? new Set();
      byPath.set(path, all.add(`${file.mode.toString(8)} ${bytes.toString('latin1')}`));
    }
  return byPath;
}

/** Each of these contents is in its place, or can be brought back. */
async function expectNothingLost(learner: Learner, before: Contents): Promise<void> {
  const [now, kept] = [await learner.own(), await held(learner)];
  const lost = Object.entries(before).filter(
    ([path, content]) => now[path] !== content && !kept.get(path)?.has(content),
  );
  expect(lost.map(([path]) => path)).toEqual([]);
}

interface Killable {
  readonly words: readonly string[];
  /** Words that made the workspace, and those that came before the command. */
  readonly before: readonly (readonly string[])[];
  /** What does the same once more, if it is not the same words: without a number, an undo takes back the last one. */
  readonly again?: readonly string[];
}

const COMMANDS: readonly Killable[] = [
  { words: ['reset', '04', '--all'], before: [] },
  { words: ['undo'], before: [['reset', '04', '--all']], again: ['undo', '1'] },
  { words: ['solution', '04', '--reveal', '--apply'], before: [] },
  { words: ['update'], before: [] },
];

const BY_NAME = COMMANDS.map((command) => [command.words[0], command] as const);

/** What the learner has of each file, beside what the course gave. */
const MINE = '\n// mine \xff\r\n';

describe('kill -9 leaves every byte of a learner', () => {
  let project: ProjectCopy;
  let made: Learner[];

  beforeAll(async () => {
    project = await copyProject();
  });

  afterAll(() => project.remove());

  afterEach(async () => {
    for (const learner of made) await learner.remove();
  });

  async function adopt(template?: Learner): Promise<Learner> {
    const learner = await makeLearner({ project: project.root, start: 'not yet' });
    made.push(learner);
    if (template) await execute('cp', ['-a', `${template.root}/.`, learner.root]);
    return learner;
  }

  /** A workspace with the learner's own in every file of the course, and in others. */
  async function prepare({ words, before }: Killable): Promise<Learner> {
    const learner = await adopt();
    await learner.ok('start', '.', '--no-git', '--step', '04');
    for (const path of Object.keys(await learner.own())) {
      const given = await learner.bytes(path);
      await learner.save(path, Buffer.concat([given, Buffer.from(MINE, 'latin1')]), 0o600);
    }
    await learner.save('notes/today.txt', 'mine');
    await learner.save('go/other.go', 'mine');
    for (const earlier of before) await learner.ok(...earlier);
    if (words[0] === 'update') await changeCourse();
    return learner;
  }

  /** At their first lines, so that what is added at the end does not conflict. */
  async function changeCourse(): Promise<void> {
    for (const [file, sign] of [
      ['go/main.go', '//'],
      ['build.yaml', '#'],
      ['go/go.mod', '//'],
    ]) {
      const path = project.path(`steps/04-wasm/start/${file}`);
      const text = await readFile(path, 'utf8');
      await writeFile(path, `${sign} The course has changed.\n${text}`);
    }
  }

  function start(learner: Learner, words: readonly string[]): RunningLab {
    return startLab(words, { cwd: learner.root, project: project.root });
  }

  /** Kills it after so many milliseconds, if it still runs then. */
  async function killAfter(learner: Learner, words: readonly string[], delay: number): Promise<void> {
    const { child, ended } = start(learner, words);
    const end = new AbortController();
    const done = ended.finally(() => end.abort());
    await setTimeout(delay, undefined, { signal: end.signal }).catch(() => {});
    child.kill('SIGKILL');
    await done;
  }

  /** Kills it as soon as it has written so often; infinitely often: never. @returns how often it wrote. */
  async function killAtWrite(learner: Learner, words: readonly string[], limit: number): Promise<number> {
    let writes = 0;
    const { child, ended } = start(learner, words);
    const watcher: FSWatcher = watchFolder(learner.path('.lab/tmp'), () => {
      writes += 1;
      if (writes >= limit) child.kill('SIGKILL');
    });
    await ended;
    watcher.close();
    return writes;
  }

  test.each(BY_NAME)('of lab %s', LONG, async (_name, command) => {
    made = [];
    const { words, again = words } = command;
    const template = await prepare(command);
    const before = await template.own();

    const whole = await adopt(template);
    const begin = performance.now();
    await whole.ok(...words);
    const duration = performance.now() - begin;
    const after = await whole.own();
    expect(after).not.toEqual(before);
    const writes = await killAtWrite(await adopt(template), words, Number.POSITIVE_INFINITY);
    expect(writes).toBeGreaterThan(0);

    const afterKill = async (kill: (learner: Learner) => Promise<unknown>): Promise<void> => {
      const learner = await adopt(template);
      const notes = await treeHash(learner.path('notes'));
      await kill(learner);
      await expectNothingLost(learner, before);
      expect(await treeHash(learner.path('notes'))).toBe(notes);
      await expectStatus(learner);
      await expectNoHalfWritten(learner);
      const now = await learner.own();
      if (JSON.stringify(now) !== JSON.stringify(before)) {
        await learner.ok('undo');
        expect(await learner.own()).toEqual(before);
      }
      await learner.ok(...again);
      expect(await learner.own()).toEqual(after);
      await expectNothingLost(learner, before);
    };
    // Starting takes the longer part; it is what comes at the end that matters.
    for (const moment of moments(words.join(' ')))
      await afterKill((learner) => killAfter(learner, words, duration * Math.sqrt(moment)));
    for (const moment of moments(`${words.join(' ')} write`))
      await afterKill((learner) => killAtWrite(learner, words, Math.ceil(writes * moment)));
  });

  test.each(BY_NAME)('of lab %s, which can simply be run again', LONG, async (_name, command) => {
    made = [];
    const { words, again = words } = command;
    const template = await prepare(command);
    const before = await template.own();
    const whole = await adopt(template);
    const writes = await killAtWrite(whole, words, Number.POSITIVE_INFINITY);
    const after = await whole.own();
    for (const moment of moments(`${words.join(' ')} again`)) {
      const learner = await adopt(template);
      await killAtWrite(learner, words, Math.ceil(writes * moment));
      const { code, stderr } = await learner.lab(again);
      expect(code, stderr).toBe(0);
      expect(await learner.own()).toEqual(after);
      await expectNothingLost(learner, before);
      await expectStatus(learner);
      await expectNoHalfWritten(learner);
    }
  });

  test('of lab start', LONG, async () => {
    made = [];
    const words = ['start', '.', '--no-git', '--step', '04'];
    const template = await adopt();
    await template.save('program.bpf.c', MINE, 0o600);
    await template.save('notes/today.txt', 'mine');
    await template.save('go/other.go', 'mine');
    const before = await template.own();
    const whole = await adopt(template);
    const begin = performance.now();
    await whole.ok(...words);
    const duration = performance.now() - begin;
    const after = await whole.own();
    for (const moment of moments('start')) {
      const learner = await adopt(template);
      await killAfter(learner, words, duration * Math.sqrt(moment));
      expect(await learner.own()).toMatchObject(before);
      const { code, stderr } = await learner.lab(['status', '--json']);
      // There is no workspace yet, or it says that it is to be finished; both name the command.
      if (code !== 0)
        expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('lab start') });
      await learner.ok(...words);
      expect(await learner.own()).toEqual(after);
      await expectStatus(learner);
      await expectNoHalfWritten(learner);
      // Whatever was written before the kill counts as given by the course, too.
      const { given } = JSON.parse(await learner.text('.lab/state.json'));
      const added = Object.keys(after).filter((path) => before[path] === undefined);
      expect(Object.keys(given).sort()).toEqual(added.sort());
    }
  });
});

describeWith(requireBpf() ?? requirePrograms('runc'), 'kill -9 of lab watch', () => {
  const MARK = 'LAB_KILLS_TEST';
  /** It passes one task, so that there is something to check each time. */
  let flawed: string;
  let learner: Learner;
  let places: Places;
  let running: RunningLab[];
  /** Sessions that were seen of our own. */
  const sessions = new Set<string>();

  beforeAll(async () => {
    flawed = await programs.start('00');
    learner = await makeLearner();
    places = await makePlaces();
    running = [];
    await learner.save('notes/today.txt', 'mine');
  });

  afterAll(async () => {
    // A test that failed must not leave a process behind itself.
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all([learner.remove(), places.remove()]);
  });

  const env = () => ({ ...places.env, [MARK]: places.folder });

  function watch(): RunningLab {
    const lab = startLab(['watch'], { cwd: learner.root, env: env() });
    running.push(lab);
    return lab;
  }

  async function noteSessions(): Promise<void> {
    for (const id of await readdir(RUN_ROOT).catch(() => [])) {
      const environment = await readFile(`/proc/${id.split('-')[0]}/environ`, 'utf8').catch(() => '');
      if (environment.split('\0').includes(`${MARK}=${places.folder}`)) sessions.add(id);
    }
  }

  /** Saves again and again, each time something else, until the signal. */
  async function saveUntil(signal: AbortSignal): Promise<void> {
    for (let count = 0; !signal.aborted; count += 1) {
      await learner.save('program.bpf.c', `${flawed}// ${count}\n`);
      for (let wait = 0; wait < 20 && !signal.aborted; wait += 1) {
        await setTimeout(15);
        await noteSessions();
      }
    }
  }

  async function traces(): Promise<readonly string[]> {
    const folders = (await readdir(RUN_ROOT).catch(() => [])).filter((id) => sessions.has(id));
    const table = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
    const mounts = table.filter((line) => [...sessions].some((id) => line.includes(`${RUN_ROOT}/${id}`)));
    const prefixes = [...sessions].map((id) => `lab-${id.slice(id.indexOf('-') + 1)}-`);
    const { stdout } = await execute('find', ['/sys/fs/cgroup', '-name', 'lab-*']).catch(() => ({
      stdout: '',
    }));
    const groups = stdout
      .split('\n')
      .filter((path) => prefixes.some((prefix) => path.includes(`/${prefix}`)));
    const processes = await processesWith(MARK, places.folder);
    return [...folders, ...mounts, ...groups, ...processes, ...(await places.leftovers())];
  }

  const until = (lab: RunningLab, text: RegExp) =>
    expect.poll(() => lab.stdout(), { timeout: 60_000, interval: 10 }).toMatch(text);

  async function begin(): Promise<number> {
    const since = performance.now();
    const lab = watch();
    await until(lab, /1\/6 points/);
    await learner.save('program.bpf.c', `${flawed}// first\n`);
    await until(lab, /1\/6 points.*1\/6 points/s);
    const duration = performance.now() - since;
    lab.child.kill('SIGINT');
    expect((await lab.ended).code).toBe(130);
    return duration;
  }

  test('leaves the files, and after the next check nothing else', { timeout: KILLS * 120_000 }, async () => {
    await learner.save('program.bpf.c', flawed);
    const duration = await begin();
    expect(await traces()).toEqual([]);
    for (const moment of moments('watch')) {
      const notes = await treeHash(learner.path('notes'));
      const saving = new AbortController();
      const saved = saveUntil(saving.signal);
      const lab = watch();
      await setTimeout(duration * moment);
      lab.child.kill('SIGKILL');
      await lab.ended;
      saving.abort();
      await saved;
      expect(await learner.text('program.bpf.c')).toContain(flawed);
      expect(await treeHash(learner.path('notes'))).toBe(notes);
      await expectStatus(learner);
      await expectNoHalfWritten(learner);
      await held(learner);
      expect((await learner.lab(['check'], { env: env() })).code).toBe(1);
      await expect.poll(traces, { timeout: 30_000, interval: 100 }).toEqual([]);
    }
    expect(sessions.size).toBeGreaterThan(0);
    await begin();
    await expect.poll(traces, { timeout: 30_000, interval: 100 }).toEqual([]);
  });
});
