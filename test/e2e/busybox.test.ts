import { type ExecFileException, execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RUN_ROOT } from '../../grader/engine/run-directory.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { startTime } from '../../grader/process/start-time.ts';
import { type Docker, docker, startDocker } from '../support/docker.ts';
import { type LabOptions, type LabResult, type RunningLab, runLab, startLab } from '../support/lab.ts';
import { makePlaces, NOBODY, type Places, pathWith } from '../support/places.ts';
import {
  describeWith,
  requireBpf,
  requireDocker,
  requirePrograms,
  requireRoot,
} from '../support/requires.ts';
import { loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const execute = promisify(execFile);
const MOMENT = { timeout: 20_000, interval: 50 };

const busybox = (...args: readonly string[]): Promise<LabResult> => runLab(['busybox', ...args]);
const newName = (): string => `play-${randomBytes(4).toString('hex')}`;

/** `lab` with this text on its stdin. */
function labReading(text: string, args: readonly string[], options: LabOptions = {}): Promise<LabResult> {
  const through = ['sh', '-c', `printf '%s' "$TEXT" | "$0" "$@"`];
  return runLab(args, { ...options, through, env: { ...options.env, TEXT: text } });
}

/** The session that a runc container belongs to; undefined while there is none of that name. */
async function sessionOf(name: string): Promise<string | undefined> {
  const sessions = await readdir(RUN_ROOT).catch(() => []);
  return sessions.find((id) => existsSync(join(RUN_ROOT, id, 'runc', name, 'state.json')));
}

async function untilSession(name: string): Promise<string> {
  await expect.poll(() => sessionOf(name), MOMENT).toBeDefined();
  return (await sessionOf(name)) ?? '';
}

/** What there is of a session: its folder, mounts, control groups, processes inside and outside the container. */
async function traces(session: string): Promise<readonly string[]> {
  const group = `lab-${session.slice(session.indexOf('-') + 1)}-`;
  const isOf = (text: string): boolean => text.includes(session) || text.includes(group);
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter(isOf);
  const groups = (await readdir('/sys/fs/cgroup')).filter(isOf);
  const pids = (await readdir('/proc')).filter(
    (name) => /^\d+$/.test(name) && startTime(Number(name)) !== '',
  );
  const about = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const processes = await Promise.all(
    pids.map(async (pid) => (isOf((await about(pid, 'cgroup')) + (await about(pid, 'cmdline'))) ? pid : [])),
  );
  const folders = (await readdir(RUN_ROOT).catch(() => [])).filter(isOf);
  return [...folders, ...mounts, ...groups, ...processes.flat()];
}

async function expectNothingLeftOf(session: string): Promise<void> {
  await expect.poll(() => traces(session), MOMENT).toEqual([]);
}

const opened: Terminal[] = [];
afterEach(async () => {
  // A test that failed must not leave one open.
  for (const terminal of opened.splice(0)) await terminal.close();
});

/** A learner's terminal: a shell of their own, in which `lab` is typed. */
class Terminal {
  readonly #socket = `lab-busybox-test-${randomBytes(4).toString('hex')}`;

  static async open(env = ''): Promise<Terminal> {
    const terminal = new Terminal();
    opened.push(terminal);
    const lab = `lab() { ${env} '${process.execPath}' '${join(projectRoot, 'bin/lab.js')}' "$@"; }`;
    const shell = 'exec bash --norc --noprofile';
    await terminal.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', '150', '-y', '40', shell);
    await terminal.type(`PS1='host> '; ${lab}; before=$(stty -g); clear`);
    await terminal.until(/^host>\n*$/);
    return terminal;
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await execute('tmux', ['-L', this.#socket, ...args])).stdout;
  }

  async type(line: string): Promise<void> {
    await this.#tmux('send-keys', '-l', line);
    await this.press('Enter');
  }

  async press(key: string): Promise<void> {
    await this.#tmux('send-keys', key);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`);
  }

  screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p');
  }

  /** Waits until the screen shows it. */
  async until(what: RegExp): Promise<string> {
    await expect.poll(() => this.screen(), MOMENT).toMatch(what);
    return this.screen();
  }

  /** `lab busybox …`, until its prompt is there; gives back what it says. */
  async play(name: string, ...args: readonly string[]): Promise<string> {
    await this.type(`lab busybox --name ${name} ${args.join(' ')}`);
    return this.until(new RegExp(`^${name}:~#$`, 'm'));
  }

  /** What the learner's shell says after the lab's end: the exit code, and whether the terminal is as before. */
  async afterwards(): Promise<string> {
    const changed = '[ "$(stty -g)" = "$before" ] && echo same || echo changed';
    await this.type(`echo "ended with $?, terminal $(${changed})"`);
    return /^ended with .*$/m.exec(await this.until(/^ended with \d+, terminal \w+$/m))?.[0] ?? '';
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server').catch((_gone: ExecFileException) => {});
  }
}

/** `lab` itself, below the terminal's shell. */
async function labCalled(name: string): Promise<number> {
  const { stdout } = await execute('pgrep', ['--full', '--newest', `bin/lab.js busybox --name ${name}`]);
  return Number(stdout);
}

describeWith(requireRoot() ?? requirePrograms('runc'), 'lab busybox with a command', () => {
  it('runs it in a container that has busybox, and says nothing itself', async () => {
    const { code, stdout, stderr } = await busybox('sh', '-c', 'echo foo > bar; cat bar; hostname; pwd');
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'foo\nbusybox\n/root\n', stderr: '' });
  });

  it.each([
    ['the exit code', ['sh', '-c', 'exit 7'], 7],
    ['128 and the number of the signal that ended it', ['sh', '-c', 'kill -TERM $$'], 143],
    ['127 where there is no such command', ['nope'], 127],
    ['126 where it cannot be run', ['/tmp'], 126],
  ])('ends with %s', async (_what, command, expected) => {
    const { code, stderr } = await busybox(...command);
    expect(code).toBe(expected);
    expect(stderr).not.toMatch(/^(lab|mend):/m);
  });

  it('leaves the options after the command to the command', async () => {
    const { stdout } = await busybox('echo', '--help', '--name', 'x', '--no-color', '-V', '--', '-h');
    expect(stdout).toBe('--help --name x --no-color -V -- -h\n');
    expect((await busybox('--no-color', '--', 'ls', '-d', '/root')).stdout).toBe('/root\n');
  });

  it('keeps the options of other commands where they were', async () => {
    const { code, stdout } = await runLab(['check', '--no-color', '--help', 'busybox']);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: lab check') });
    expect((await runLab(['registry', 'status', '--no-color'])).code).toBe(0);
  });

  it('hands its own standard input on, without a terminal', async () => {
    const text = 'echo foo > bar; cat bar; tty';
    expect(await labReading(text, ['busybox', 'sh'])).toMatchObject({ code: 1, stdout: 'foo\nnot a tty\n' });
    expect(await labReading(text, ['busybox'])).toMatchObject({ code: 1, stdout: 'foo\nnot a tty\n' });
    expect(await labReading('bytes \xff', ['busybox', 'cat'])).toMatchObject({
      code: 0,
      stdout: 'bytes \xff',
    });
  });

  it('keeps the two outputs apart', async () => {
    const { stdout, stderr } = await busybox('sh', '-c', 'echo out; echo err >&2');
    expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' });
  });

  it('leaves nothing behind, and its name is free again', async () => {
    const name = newName();
    const lab = startLab(['busybox', '--name', name, 'sh', '-c', 'sleep 1']);
    const session = await untilSession(name);
    expect(await traces(session)).not.toEqual([]);
    expect((await lab.ended).code).toBe(0);
    await expectNothingLeftOf(session);
    expect((await busybox('--name', name, 'true')).code).toBe(0);
  });

  /** One that would go on for ten minutes, once it runs. */
  const sleeping = async (name: string): Promise<RunningLab> => {
    const lab = startLab(['busybox', '--name', name, 'sh', '-c', 'echo here; exec sleep 600']);
    await expect.poll(() => lab.stdout(), MOMENT).toBe('here\n');
    return lab;
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('releases everything on %s', async (signal) => {
    const name = newName();
    const lab = await sleeping(name);
    const session = await untilSession(name);
    lab.child.kill(signal);
    expect(await lab.ended).toMatchObject({ code: 130, stderr: 'lab: Interrupted.\n' });
    await expectNothingLeftOf(session);
  });

  it.each([0, 100, 200, 300, 400])('releases everything when interrupted after %i ms', async (delay) => {
    const lab = startLab(['busybox', 'sleep', '600'], { group: true });
    await setTimeout(delay);
    process.kill(-(lab.child.pid ?? 0), 'SIGINT');
    // Before Node has begun to run, a signal ends the process itself.
    expect([130, null]).toContain((await lab.ended).code);
    const folders = (await readdir(RUN_ROOT)).filter((id) => id.startsWith(`${lab.child.pid}-`));
    expect(folders).toEqual([]);
  });

  it('killed, is cleaned up after by the next command', async () => {
    const name = newName();
    const lab = await sleeping(name);
    const session = await untilSession(name);
    lab.child.kill('SIGKILL');
    await lab.ended;
    expect((await busybox('--name', name, 'true')).code).toBe(0);
    await expectNothingLeftOf(session);
  });
});

describeWith(requireRoot() ?? requirePrograms('runc'), 'lab busybox that cannot do it', () => {
  let places: Places;

  beforeAll(async () => {
    places = await makePlaces(NOBODY);
  });

  afterAll(() => places.remove());

  it('refuses a name that a container has already', async () => {
    const name = newName();
    const lab = startLab(['busybox', '--name', name, 'sleep', '600']);
    await untilSession(name);
    const { code, stderr } = await busybox('--name', name, 'true');
    lab.child.kill('SIGTERM');
    await lab.ended;
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^lab: .*already\.\nmend: /) });
  });

  it.each(['x', '-x', 'a b', '../x', 'a/b', '', 'x'.repeat(64)])('refuses the name %j', async (name) => {
    const { code, stderr } = await busybox(`--name=${name}`, 'true');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--name') });
  });

  it('says why a runtime is out', async () => {
    const options = { env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } };
    const { code, stderr } = await runLab(['busybox', '--container', 'docker', 'true'], options);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^lab: No container runtime .*docker/),
    });
    expect((await busybox('--container', 'lxc', 'true')).code).toBe(2);
  });

  it('without root and sudo says so', async () => {
    const { code, stdout, stderr } = await runLab(['busybox', 'true'], {
      through: ['/usr/bin/setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
      env: { ...places.env, PATH: await pathWith(places.folder, 'runc') },
    });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^lab: .*needs root.*sudo.*\nmend: /);
  });
});

describeWith(requireRoot() ?? requirePrograms('runc', 'tmux'), 'lab busybox in a terminal', () => {
  /** What it says shows that the keyboard is its own by now. */
  const LONG = "sh -c 'echo begun; exec sleep 600'";
  let terminal: Terminal;
  let name: string;

  beforeEach(async () => {
    terminal = await Terminal.open();
    name = newName();
  });

  it('says in three lines what it is called, how to watch it and how to end it', async () => {
    const screen = await terminal.play(name);
    const [, ...said] = screen.slice(0, screen.indexOf('BusyBox')).trimEnd().split('\n');
    expect(said).toEqual([
      expect.stringContaining(`container ${name}`),
      `  lab run . -c ${name}`,
      'exit ends the container and removes it.',
    ]);
  });

  it('is a real terminal, and follows the size of the window', async () => {
    await terminal.play(name);
    await terminal.type('tty; stty size');
    await terminal.until(/^\/dev\/pts\/\d+\n40 150$/m);
    await terminal.resize(100, 30);
    await terminal.type('stty size');
    await terminal.until(/^30 100$/m);
  });

  it('Ctrl-C ends the program in it, and not the lab', async () => {
    await terminal.play(name);
    await terminal.type(LONG);
    await terminal.until(/^begun$/m);
    await terminal.press('C-c');
    await terminal.type('echo "sleep: $?"');
    await terminal.until(/^sleep: 130$/m);
  });

  it('has job control', async () => {
    await terminal.play(name);
    await terminal.type(LONG);
    await terminal.until(/^begun$/m);
    await terminal.press('C-z');
    await terminal.until(/Stopped/);
    await terminal.type('kill %1; wait; jobs; echo "jobs: $(jobs | wc -l)"');
    await terminal.until(/^jobs: 0$/m);
  });

  it('has an editor that works', async () => {
    await terminal.play(name);
    await terminal.type('vi note');
    await terminal.until(/^~\n~\n/m);
    await terminal.press('i');
    await terminal.type('hello');
    await terminal.press('Escape');
    await terminal.until(/^- note/m);
    await terminal.type(':wq');
    await terminal.until(new RegExp(`^${name}:~#$`, 'm'));
    await terminal.type('clear; wc note');
    await terminal.until(/^ +2 +1 +7 note$/m);
  });

  it("ends with the shell, with the shell's exit code, and leaves nothing", async () => {
    await terminal.play(name);
    const session = await untilSession(name);
    await terminal.type('exit 5');
    expect(await terminal.afterwards()).toBe('ended with 5, terminal same');
    await expectNothingLeftOf(session);
  });

  it('gives a terminal to a command, too', async () => {
    await terminal.type('lab busybox tty; lab busybox tty | cat');
    await terminal.until(/^\/dev\/pts\/0\n\/dev\/pts|^\/dev\/pts\/0\nnot a tty$/m);
  });

  it('on SIGTERM gives the terminal back as it was', async () => {
    await terminal.play(name);
    const session = await untilSession(name);
    process.kill(await labCalled(name), 'SIGTERM');
    await terminal.until(/lab: Interrupted\.\nhost>$/m);
    expect(await terminal.afterwards()).toBe('ended with 130, terminal same');
    await expectNothingLeftOf(session);
  });

  it('killed, reads no more of what is typed, and is cleaned up after by the next command', async () => {
    await terminal.play(name);
    const session = await untilSession(name);
    process.kill(await labCalled(name), 'SIGKILL');
    await terminal.until(/Killed/);
    expect(await terminal.afterwards()).toBe('ended with 137, terminal same');
    await busybox('true');
    await expectNothingLeftOf(session);
  });

  it('closed with its window leaves nothing', async () => {
    await terminal.play(name);
    const session = await untilSession(name);
    await terminal.close();
    await expectNothingLeftOf(session);
  });

  it('has a name of its own where the usual one is taken', async () => {
    const other = await Terminal.open();
    const terminals = [terminal, other];
    await Promise.all(terminals.map((one) => one.type('lab busybox')));
    const prompt = /^(lab-busybox(?:-\d+)?):~#$/m;
    const names = await Promise.all(
      terminals.map(async (one) => prompt.exec(await one.until(prompt))?.[1] ?? ''),
    );
    expect(new Set(names).size).toBe(2);
  });
});

describeWith(requireBpf() ?? requirePrograms('runc', 'tmux'), 'lab run -c beside lab busybox', () => {
  let workspace: Workspace;
  let run: RunningLab;
  let name: string;

  beforeAll(async () => {
    const programs = await loadPrograms();
    workspace = await makeWorkspace({ 'program.bpf.c': await programs.solution('01') });
  });

  beforeEach(() => {
    name = newName();
    run = startLab(['run', '.', '-o', 'json', '-c', name], { cwd: workspace.directory });
  });

  afterEach(async () => {
    run.child.kill('SIGINT');
    await run.ended;
  });

  afterAll(() => workspace.remove());

  const openOf = (filename: string): unknown =>
    run
      .stdout()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .find((event) => event.filename === filename);

  const OF_SHELL = { proc: { comm: 'sh' }, runtime: { runtimeName: 'runc', containerImageName: 'busybox' } };

  it('shows what is typed there', async () => {
    const terminal = await Terminal.open();
    await terminal.play(name);
    const typeAndLook = async (): Promise<unknown> => {
      await terminal.type('echo foo > bar');
      return openOf('bar');
    };
    await expect.poll(typeAndLook, { timeout: 20_000, interval: 200 }).toBeDefined();
    expect(openOf('bar')).toMatchObject(OF_SHELL);
    expect(openOf('bar')).toMatchObject({ runtime: { containerName: name } });
  });

  it('shows what one command opens, however short it is', async () => {
    const openAndLook = async (): Promise<unknown> => {
      await busybox('--name', name, 'sh', '-c', 'echo foo > bar');
      return openOf('bar');
    };
    await expect.poll(openAndLook, { timeout: 20_000, interval: 200 }).toBeDefined();
    expect(openOf('bar')).toMatchObject(OF_SHELL);
  });
});

describeWith(requireDocker() ?? requirePrograms('tmux'), "lab busybox in docker's containers", () => {
  let engine: Docker;
  let options: LabOptions;

  beforeAll(async () => {
    engine = await startDocker();
    options = { env: { DOCKER_HOST: engine.host } };
  }, 120_000);

  afterAll(() => engine?.stop(), 60_000);

  const inDocker = (...args: readonly string[]) => ['busybox', '--container', 'docker', ...args];
  const containers = () => docker(engine.host, 'ps', '--all', '--format', '{{.Names}}');

  it('runs a command, hands on its input and its exit code, and leaves nothing', async () => {
    const text = 'echo foo > bar; cat bar; exit 7';
    const result = await labReading(text, inDocker('sh'), options);
    expect(result).toMatchObject({ code: 7, stdout: 'foo\n', stderr: '' });
    expect((await runLab(inDocker('nope'), options)).code).toBe(127);
    expect(await containers()).toBe('');
  });

  it('knows the names of all its containers, those too that have ended', async () => {
    await docker(engine.host, 'run', '--name', 'curie', '--network', 'none', 'busybox', 'true');
    const { code, stderr } = await runLab(inDocker('--name', 'curie', 'true'), options);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('"curie" already') });
    await docker(engine.host, 'rm', 'curie');
  });

  it('gives it a terminal; killed, it is cleaned up after by the next command', async () => {
    const name = newName();
    const terminal = await Terminal.open(`DOCKER_HOST=${engine.host}`);
    await terminal.type(`lab busybox --name ${name} --container docker`);
    await terminal.until(new RegExp(`^${name}:.*#$`, 'm'));
    expect(await containers()).toBe(`${name}\n`);
    await terminal.type('tty');
    await terminal.until(/^\/dev\/pts\/\d+$/m);
    process.kill(await labCalled(name), 'SIGKILL');
    await terminal.until(/Killed/);
    expect(await terminal.afterwards()).toBe('ended with 137, terminal same');
    expect((await runLab(['busybox', 'true'], options)).code).toBe(0);
    expect(await containers()).toBe('');
  });
});

describe('lab busybox --help', () => {
  it('has examples, and says how the exit codes are told apart', async () => {
    const { code, stdout } = await busybox('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n( {2}\$ .*\n)+/);
    expect(stdout).toMatch(/exit code is the command's.*"lab:"/s);
    expect(stdout).not.toContain('leash');
  });
});
