import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';
import { type Box, startBox } from '../support/box.ts';
import { type RunningLab, runLab, startLab } from '../support/lab.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';
import { watchLab } from '../support/session.ts';
import { edit, loadPrograms, makeWorkspace, type Workspace } from '../support/workspace.ts';

const programs = await loadPrograms();
const solution = await programs.solution('02');

interface Shown {
  readonly filename: string;
  readonly flags: number;
  readonly proc: { readonly comm: string; readonly mntns_id: number };
  readonly runtime: { readonly containerName: string; readonly runtimeName: string };
}

let workspace: Workspace;
let box: Box;
let neighbour: Box;
let running: RunningLab[] = [];

/** `lab run` in the workspace, with these flags. */
function run(...args: readonly string[]): RunningLab {
  return runIn(workspace.directory, ...args);
}

function runIn(directory: string, ...args: readonly string[]): RunningLab {
  const lab = startLab(['run', directory, ...args]);
  running.push(lab);
  return lab;
}

const events = (stdout: string): readonly Shown[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Shown);

/** Opens a file again and again until the gadget, which takes a moment to listen, has shown it. */
async function untilShown(lab: RunningLab, name: string, inside: Box): Promise<void> {
  await expect
    .poll(
      async () => {
        await inside.shell(`echo foo > ${name}`);
        return lab.stdout();
      },
      { timeout: 20_000, interval: 100 },
    )
    .toContain(name);
}

/** Ends it as Ctrl-C does. */
async function stop(lab: RunningLab) {
  lab.child.kill('SIGINT');
  return lab.ended;
}

describeWith(requireBpf() ?? requirePrograms('runc'), 'lab run', () => {
  beforeAll(async () => {
    workspace = await makeWorkspace({ 'program.bpf.c': solution });
    [box, neighbour] = await Promise.all([startBox(), startBox('neighbour')]);
  });

  afterAll(() => Promise.all([workspace.remove(), box.remove(), neighbour.remove()]));

  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGTERM');
      await ended;
    }
    running = [];
  });

  it('shows what the shell in a container opens, and in which container', async () => {
    const lab = run('-o', 'json');
    await untilShown(lab, 'bar', box);
    const { stdout } = await stop(lab);
    const shown = events(stdout).filter(({ runtime }) => runtime.containerName === box.name);
    expect(shown.at(-1)).toMatchObject({
      filename: 'bar',
      flags: 577,
      proc: { comm: 'sh', creds: { uid: 0, user: 'root', gid: 0, group: 'root' } },
      runtime: { containerName: box.name, runtimeName: 'runc' },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  it('leaves out the containers in which a check plays its scenario at the same time', async () => {
    const lab = run('-o', 'json');
    await untilShown(lab, 'before', box);
    const check = await runLab(['check', '02', '--dir', workspace.directory]);
    expect(check.code).toBe(0);
    await untilShown(lab, 'after', box);
    const { stdout } = await stop(lab);
    const names = new Set(events(stdout).map(({ runtime }) => runtime.containerName));
    expect([...names].filter((name) => /traced|foreign/.test(name))).toEqual([]);
  });

  it('-c shows one container and no other', async () => {
    const lab = run('-o', 'json', '-c', box.name);
    await untilShown(lab, 'mine', box);
    await neighbour.shell('echo foo > theirs');
    await untilShown(lab, 'mine-again', box);
    const { stdout } = await stop(lab);
    expect(new Set(events(stdout).map(({ runtime }) => runtime.containerName))).toEqual(new Set([box.name]));
  });

  it('shows every container, but not the host, where nothing else is asked for', async () => {
    const lab = run('-o', 'json');
    await untilShown(lab, 'one', box);
    await readFile('/nonexistent/lab-host-file').catch(() => {});
    await untilShown(lab, 'two', neighbour);
    const { stdout } = await stop(lab);
    expect(stdout).not.toContain('lab-host-file');
    expect(events(stdout).filter(({ runtime }) => runtime.containerName === '')).toEqual([]);
  });

  it('--host shows the host as well', async () => {
    const lab = run('-o', 'json', '--host');
    await untilShown(lab, 'inside', box);
    await readFile('/nonexistent/lab-host-file').catch(() => {});
    await expect.poll(() => lab.stdout(), { timeout: 10_000 }).toContain('lab-host-file');
    const { stdout } = await stop(lab);
    const own = await promisify(execFile)('stat', ['--dereference', '--format=%i', '/proc/self/ns/mnt']);
    const shown = events(stdout).find(({ filename }) => filename === '/nonexistent/lab-host-file');
    expect(shown).toMatchObject({ proc: { mntns_id: Number(own.stdout) }, runtime: { containerName: '' } });
  });

  it('sees a container that is started later', async () => {
    const lab = run('-o', 'json');
    await untilShown(lab, 'before', box);
    const later = await startBox('later');
    await untilShown(lab, 'afterwards', later);
    await later.remove();
    const { stdout } = await stop(lab);
    expect(events(stdout).find(({ filename }) => filename === 'afterwards')).toMatchObject({
      flags: 577,
      runtime: { containerName: later.name },
    });
  });

  it('prints one header and a line for each event', async () => {
    const lab = run('-c', box.name);
    await untilShown(lab, 'first', box);
    await untilShown(lab, 'second', box);
    const { stdout } = await stop(lab);
    const [header, ...lines] = stdout.trimEnd().split('\n');
    expect(header).toMatch(/^RUNTIME\.CONTAINERNAME +COMM +PID +TID +FILENAME +FLAGS *$/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^box-\S+ +\S+ +\d+ +\d+ .* \d+ *$/);
    expect(stdout).toMatch(/^box-\S+ +sh +\d+ +\d+ second +577 *$/m);
  });

  it('--timeout ends it, with 0', async () => {
    const { code, stdout, stderr } = await run('--timeout', '1', '-c', 'nobody').ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toHaveLength(2);
  });

  it('Ctrl-C ends it with 130, and what happened before is still shown', async () => {
    const lab = run('-o', 'json', '-c', box.name);
    await untilShown(lab, 'bar', box);
    await box.shell('for i in 1 2 3 4 5 6 7 8 9; do echo foo > last$i; done');
    const { code, stdout, stderr } = await stop(lab);
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    const names = events(stdout).map(({ filename }) => filename);
    expect(names.slice(-9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `last${number}`));
  });

  it('misses nothing of a burst', async () => {
    const lab = run('-o', 'json', '-c', box.name);
    await untilShown(lab, 'bar', box);
    await box.shell('i=0; while [ $i -lt 3000 ]; do echo foo > /tmp/burst; i=$((i+1)); done');
    const { stdout, stderr } = await stop(lab);
    expect(stderr).toBe('');
    expect(events(stdout).filter(({ filename }) => filename === '/tmp/burst')).toHaveLength(3000);
  });

  it('ends when nobody reads any more', async () => {
    const words = [join(projectRoot, 'bin/lab.js'), 'run', workspace.directory, '--host', '-o', 'json'];
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-c',
      '"$0" "$@" | head -3',
      process.execPath,
      ...words,
    ]);
    expect(events(stdout)).toHaveLength(3);
    expect(stderr).toBe('');
  });

  it('leaves nothing behind', async () => {
    const lab = run('-o', 'none');
    const watch = watchLab(lab.child.pid ?? 0);
    await watch.engine;
    await box.shell('echo foo > bar');
    await stop(lab);
    expect(await watch.traces()).toEqual([]);
  });

  it('of a program that does not compile ends with 1 and what the compiler says', async () => {
    const broken = await makeWorkspace({
      'program.bpf.c': edit(solution, ['event->flags = flags;', 'event->flags = flag;']),
    });
    const { code, stdout, stderr } = await runIn(broken.directory).ended;
    await broken.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/program\.bpf\.c:\d+:\d+: error: use of undeclared identifier 'flag'/);
  });

  it('of a program that the kernel refuses ends with 1, why, and how to see what the verifier said', async () => {
    const refused = await makeWorkspace({
      'program.bpf.c': edit(solution, ['\tif (!event)\n\t\treturn 0;\n', '']),
    });
    const { code, stdout, stderr } = await runIn(refused.directory).ended;
    const whole = await runIn(refused.directory, '--verifier-log').ended;
    await refused.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /refused: .*\nprogram\.bpf\.c:\d+:\d+: why: .*NULL.*\n--verifier-log shows all \d+ lines/,
    );
    expect(whole.stderr).toMatch(/refused: .*invalid mem access/s);
  });
});
