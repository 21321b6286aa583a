import { execFileSync } from 'node:child_process';
import { chmod, chown, lchown, lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../grader/model/project.ts';
import { workspaceAt } from '../../../lab/workspace/place.ts';
import { readState } from '../../../lab/workspace/state-file.ts';
import type { LabOptions } from '../../support/lab.ts';
import { makePlaces, NOBODY, type Places } from '../../support/places.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';
import { describeWith, requireBpf, requirePrograms, requireRoot } from '../../support/requires.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { loadPrograms } from '../../support/workspace.ts';
import { type Learner, makeLearner } from './learner.ts';

const programs = await loadPrograms();
const start = await programs.start('00');

let learner: Learner;

afterEach(() => learner.remove());

async function current(root = learner.root): Promise<string> {
  return (await readState(workspaceAt(root))).current;
}

async function statusFrom(cwd: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await learner.lab(['status', '--json', ...args], { cwd });
  return { code, stderr, found: code === 0 ? JSON.parse(stdout).workspace : undefined };
}

describe('a workspace', () => {
  test('is found from its sub-folders, and with --dir from anywhere', async () => {
    learner = await makeLearner();
    await mkdir(learner.path('a/b/c'), { recursive: true });
    for (const folder of ['.', 'a', 'a/b/c'])
      expect((await statusFrom(learner.path(folder))).found).toBe(learner.root);
    expect((await statusFrom('/', '--dir', learner.path('a/b'))).found).toBe(learner.root);
    expect((await statusFrom(learner.folder, '-d', 'mygadget')).found).toBe(learner.root);
  });

  test('is not found from outside, which is said with the way out', async () => {
    learner = await makeLearner();
    const { code, stderr } = await statusFrom(learner.folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is not in a workspace\.\nmend: .*lab start mygadget/);
  });

  test('is none where a folder .lab holds nothing of ours', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await learner.save('.lab/config', 'of another program');
    expect((await statusFrom(learner.root)).code).toBe(2);
    await learner.ok('start', '.', '--no-git');
    expect((await statusFrom(learner.root)).found).toBe(learner.root);
    expect(await learner.text('.lab/config')).toBe('of another program');
  });

  test('above a foreign .lab is found through it', async () => {
    learner = await makeLearner();
    await mkdir(learner.path('sub/.lab'), { recursive: true });
    expect((await statusFrom(learner.path('sub'))).found).toBe(learner.root);
  });

  test('is not that of a gadget of its own within it', async () => {
    learner = await makeLearner();
    await learner.save('try/program.bpf.c', 'int try;');
    expect((await statusFrom(learner.path('try'))).code).toBe(2);
    expect((await learner.lab(['check'], { cwd: learner.path('try') })).stderr).toContain(
      'Which step is to be checked?',
    );
  });

  test('is neither made in another one nor around it', async () => {
    learner = await makeLearner();
    expect(await learner.refused(2, 'start', 'try', '--no-git')).toContain(`${learner.root} is one already`);
    expect(await learner.refused(2, 'start', '..', '--no-git')).toContain(`${learner.root} is one already`);
    expect(await readdir(learner.folder)).toEqual(['mygadget']);
  });

  test('is never that of a folder above one that is misspelt', async () => {
    learner = await makeLearner();
    for (const command of [['status'], ['reset'], ['check'], ['undo'], ['guide']])
      expect(await learner.refused(2, ...command, '--dir', 'nope')).toContain('There is no folder nope');
  });

  test('may be reached through a link', async () => {
    learner = await makeLearner();
    const link = join(learner.folder, 'link');
    await symlink('mygadget', link);
    expect((await statusFrom('/', '--dir', link)).code).toBe(0);
  });

  test.each([
    ['spaces', 'my first gadget'],
    ['letters of all kinds', 'Übung für Ωmega 練習'],
    ['what a shell would expand', `$HOME "it's" \`x\` & * ; !`],
    ['a dash at its beginning', '--dir'],
    ['255 bytes', 'n'.repeat(255)],
    ['255 bytes of few letters', `${'練'.repeat(85)}`],
  ])('may have a name with %s', async (_what, name) => {
    learner = await makeLearner({ name });
    await learner.save('program.bpf.c', 'mine\n');
    for (const words of [
      ['status'],
      ['hint'],
      ['guide'],
      ['reset'],
      ['undo'],
      ['undo', '--list'],
      ['update'],
    ])
      await learner.ok(...words);
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
    const { code } = await learner.lab(['status', `--dir=${learner.root}`], { cwd: '/' });
    expect(code).toBe(0);
  });

  describeWith(requireBpf() ?? requirePrograms('runc'), 'in a check', () => {
    test.each(['Übung für Ωmega 練習', 'n'.repeat(255)])('may be called %s', async (name) => {
      learner = await makeLearner({ name });
      await learner.save('program.bpf.c', await programs.solution('00'));
      const { code } = await learner.lab(['check', '--dir', learner.root], { cwd: '/' });
      expect(code).toBe(0);
      expect(await current()).toBe('01');
    });

    test('in a sub-folder is the whole workspace', async () => {
      learner = await makeLearner();
      await mkdir(learner.path('notes'));
      const { stdout } = await learner.lab(['check'], { cwd: learner.path('notes') });
      expect(stdout).toContain('1/6 points');
    });
  });
});

describe('lab start', () => {
  test('keeps what is there, and adds the rest', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await learner.save('program.bpf.c', 'mine\r\n', 0o600);
    await learner.save('notes.txt', 'mine');
    const before = await learner.own();
    expect(await learner.ok('start', '.', '--no-git')).toContain('kept   program.bpf.c (yours, as it was)');
    expect(await learner.own()).toEqual(before);
  });

  test('keeps a link and what it leads to', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await writeFile(join(learner.folder, 'real.c'), 'mine');
    await symlink('../real.c', learner.path('program.bpf.c'));
    await mkdir(join(learner.folder, 'outside'));
    await symlink('../outside', learner.path('go'));
    const before = await learner.own();
    await learner.ok('start', '.', '--no-git', '--step', '04');
    expect(await learner.own()).toMatchObject(before);
    expect(await readFile(join(learner.folder, 'real.c'), 'utf8')).toBe('mine');
    expect(await readdir(join(learner.folder, 'outside'))).toEqual([]);
  });

  test('without a folder makes mygadget, and in a workspace stays in it', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await learner.ok('start', '--no-git');
    expect(await readdir(learner.path('mygadget'))).toEqual(['.lab', 'program.bpf.c']);
    await mkdir(learner.path('mygadget/sub'));
    const { code, stdout } = await learner.lab(['start'], { cwd: learner.path('mygadget/sub') });
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is a workspace already'),
    });
    expect(await readdir(learner.path('mygadget/sub'))).toEqual([]);
  });

  test('makes the folders above as well', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await learner.ok('start', 'a/b/c', '--no-git');
    expect((await statusFrom(learner.path('a/b/c'))).found).toBe(learner.path('a/b/c'));
  });

  test('a second time changes nothing', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    const before = await treeHash(learner.root);
    expect(await learner.ok('start', '.')).toContain('is a workspace already; nothing was changed.');
    const stderr = await learner.refused(2, 'start', '.', '--step', '02');
    expect(stderr).toContain('mend: lab reset 02 --all');
    await learner.ok('start', '.', '--step', '00');
    expect(await treeHash(learner.root)).toBe(before);
  });

  test('--step begins with all that there is by then', async () => {
    learner = await makeLearner({ start: ['--step', 'wasm'] });
    const files = Object.entries(await programs.startFiles('04'));
    for (const [path, text] of files) expect(await learner.text(path)).toBe(text);
    expect(await current()).toBe('04');
    await learner.refused(2, 'start', 'other', '--step', '77');
    expect(await learner.own()).not.toHaveProperty('other');
  });

  test('twice at the same moment makes one workspace', async () => {
    learner = await makeLearner({ start: 'not yet' });
    for (const round of ['a', 'b', 'c']) {
      const texts = await Promise.all([1, 2].map(() => learner.ok('start', round, '--no-git')));
      expect(texts.filter((text) => text.includes('Welcome!'))).toHaveLength(1);
      expect(texts.filter((text) => text.includes('is a workspace already'))).toHaveLength(1);
      expect(await learner.text(`${round}/program.bpf.c`)).toBe(start);
      expect(await current(learner.path(round))).toBe('00');
    }
  });

  test.each([
    ['below a file', (root: string) => join(root, 'file/below')],
    ['in the place of a file', (root: string) => join(root, 'file')],
    ['in /proc', () => '/proc/mygadget'],
    ['in a /proc folder', () => `/proc/${process.pid}/a/b`],
    ['below /dev/null', () => '/dev/null/x'],
    ['with a name too long', (root: string) => join(root, 'n'.repeat(256))],
  ])('%s says that no workspace can be made there', async (_where, folder) => {
    learner = await makeLearner({ start: 'not yet' });
    await learner.save('file', 'mine');
    const stderr = await learner.refused(2, 'start', folder(learner.root));
    expect(stderr).toMatch(/^lab: No workspace can be made at .*\nmend: .*lab start ~\/mygadget/);
    expect(await learner.own()).toEqual({ file: '644 mine' });
  });

  test.each([
    ['a link', (lab: string) => symlink('notes', lab)],
    ['a dangling link', (lab: string) => symlink('/nowhere', lab)],
    ['a file', (lab: string) => writeFile(lab, 'mine')],
  ])('refuses a folder where .lab is %s', async (_what, put) => {
    learner = await makeLearner({ start: 'not yet' });
    await mkdir(learner.path('notes'));
    await put(learner.path('.lab'));
    const before = await treeHash(learner.root);
    expect(await learner.refused(2, 'start', '.')).toMatch(
      /\.lab is there already, and is no folder\.\nmend: .*mv /,
    );
    expect(await treeHash(learner.root)).toBe(before);
  });
});

describeWith(requireRoot() ?? requirePrograms('setpriv'), 'a workspace of somebody else', () => {
  let project: ProjectCopy;
  let places: Places;

  beforeAll(async () => {
    project = await copyProject();
    places = await makePlaces(NOBODY);
  });

  afterAll(() => Promise.all([project.remove(), places.remove()]));

  const asNobody = (): LabOptions => ({
    project: project.root,
    env: { ...places.env, GOMODCACHE: project.goModCache, SUDO_UID: undefined, SUDO_GID: undefined },
    through: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
  });

  test('can be looked at without the right to write', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n', 0o644);
    await learner.ok('reset');
    const before = await treeHash(learner.root);
    for (const words of [
      ['status'],
      ['status', '--json'],
      ['guide'],
      ['hint', '--seen'],
      ['undo', '--list'],
      ['undo', '--diff'],
      ['update', '--dry-run'],
    ]) {
      const { code, stderr } = await learner.lab(words, asNobody());
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
    }
    expect(await treeHash(learner.root)).toBe(before);
  });

  test('that cannot be written is told as that, and nothing has changed', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n', 0o644);
    await learner.ok('reset');
    await learner.save('program.bpf.c', 'mine\n', 0o644);
    const before = await treeHash(learner.root);
    for (const words of [['hint'], ['reset'], ['undo'], ['solution', '--reveal'], ['guide', '--reveal']]) {
      const { code, stderr } = await learner.lab(words, asNobody());
      expect({ words, code }).toEqual({ words, code: 3 });
      expect(stderr).toMatch(/^lab: The workspace .* cannot be written \(EACCES\)\.\nmend: .*ls -ld /);
    }
    expect(await treeHash(learner.root)).toBe(before);
  });

  test('that cannot be written is checked all the same, as far as the machine allows', async () => {
    learner = await makeLearner();
    const { code, stdout, stderr } = await learner.lab(['check'], asNobody());
    expect(stderr).toMatch(/^note: Your files could not be kept: .*cannot be written \(EACCES\)/);
    // Loading a program into the kernel needs rights of its own.
    expect(code).toBe(3);
    expect(stdout).toMatch(/mend/);
  });

  test('that cannot even be read is told as that', async () => {
    learner = await makeLearner();
    await chmod(learner.path('.lab/state.json'), 0o600);
    const { code, stderr } = await learner.lab(['status'], asNobody());
    expect(code).toBe(3);
    expect(stderr).toMatch(/state\.json cannot be read \(EACCES\)\.\nmend: .*ls -l/);
  });

  test('whose program cannot be read is never changed', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await chown(learner.root, NOBODY, NOBODY);
    await learner.lab(['start', '.', '--no-git'], asNobody());
    await learner.save('program.bpf.c', 'secret\n', 0o600);
    await chown(learner.path('program.bpf.c'), 0, 0);
    const { code, stderr } = await learner.lab(['reset'], asNobody());
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('program.bpf.c cannot be read (EACCES)'),
    });
    expect((await learner.lab(['status'], asNobody())).code).toBe(0);
    expect(await learner.text('program.bpf.c')).toBe('secret\n');
  });

  test('cannot be made where there is no right to', async () => {
    learner = await makeLearner({ start: 'not yet' });
    for (const folder of ['.', 'new']) {
      const { code, stderr } = await learner.lab(['start', folder], asNobody());
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/No workspace can be made at .* \(EACCES\)/),
      });
    }
    expect(await readdir(learner.root)).toEqual([]);
  });

  /** Paths that belong to another user than NOBODY. */
  async function notTheirs(root: string): Promise<readonly string[]> {
    const paths = ['.', ...(await readdir(root, { recursive: true }))];
    const entries = await Promise.all(paths.map(async (path) => [path, (await lstat(join(root, path))).uid]));
    return entries.filter(([, uid]) => uid !== NOBODY).map(([path]) => String(path));
  }

  async function giveAway(root: string): Promise<void> {
    for (const path of ['.', ...(await readdir(root, { recursive: true }))])
      await lchown(join(root, path), NOBODY, NOBODY);
  }

  test('stays theirs, whatever root does in it', async () => {
    learner = await makeLearner();
    await giveAway(learner.root);
    await writeFile(learner.path('program.bpf.c'), 'mine\n');
    for (const words of [
      ['status'],
      ['hint'],
      ['reset'],
      ['undo'],
      ['solution', '04', '--reveal', '--apply'],
      ['guide', '--reveal'],
      ['undo'],
      ['reset', '04', '--all'],
    ])
      expect((await learner.lab(words)).code, words.join(' ')).toBe(0);
    await learner.lab(['check', '04', '00']);
    expect(await notTheirs(learner.root)).toEqual([]);
  });

  test('repaired by root stays theirs', async () => {
    learner = await makeLearner();
    await learner.save('.lab/state.json', 'broken');
    await giveAway(learner.root);
    await learner.ok('start', '--repair', '.');
    expect(await notTheirs(learner.root)).toEqual([]);
  });

  test('is made theirs by root, in a folder of theirs, and by sudo', async () => {
    learner = await makeLearner({ start: 'not yet' });
    await chown(learner.root, NOBODY, NOBODY);
    await learner.ok('start', '.', '--git');
    expect(await notTheirs(learner.root)).toEqual([]);
    const sudo = { env: { SUDO_UID: String(NOBODY), SUDO_GID: String(NOBODY) } };
    const started = await learner.lab(['start', 'by/sudo', '--git'], { cwd: learner.folder, ...sudo });
    expect(started.code).toBe(0);
    expect(await notTheirs(join(learner.folder, 'by'))).toEqual([]);
  });
});

describeWith(
  requireBpf() ?? requirePrograms('runc', 'unshare'),
  'a workspace on a disk that is read-only',
  () => {
    test('is checked all the same, and what could not be noted is said', async () => {
      learner = await makeLearner();
      await learner.save('program.bpf.c', await programs.solution('00'));
      const before = await treeHash(learner.root);
      const mount = `mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"`;
      const through = ['unshare', '--mount', 'sh', '-c', mount, learner.root];
      const { code, stdout, stderr } = await learner.lab(['check'], { through });
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: [
          `note: Your files could not be kept: The workspace ${learner.root} cannot be written (EROFS).`,
          `note: Your progress could not be noted: The workspace ${learner.root} cannot be written (EROFS).\n`,
        ].join('\n'),
      });
      expect(stdout).toContain('6/6 points');
      const hint = await learner.lab(['hint'], { through });
      expect(hint.code).toBe(3);
      expect(hint.stderr).toMatch(/cannot be written \(EROFS\)/);
      expect(await treeHash(learner.root)).toBe(before);
    });
  },
);

describeWith(requireRoot() ?? requirePrograms('unshare'), 'a workspace on a full disk', () => {
  test('says so, loses nothing, and works once there is room', async () => {
    learner = await makeLearner();
    const disk = join(learner.folder, 'disk');
    await mkdir(disk);
    const script = `mount -t tmpfs -o size=256k none "$0" && cp -a "$1/." "$0" && cd "$0" && echo mine > program.bpf.c
      head -c 1M /dev/zero > filler 2>/dev/null
      ${process.execPath} "$2" reset; echo "code $?"; cat program.bpf.c
      rm filler; ${process.execPath} "$2" reset; ${process.execPath} "$2" undo; cat program.bpf.c; ls -A .lab/tmp`;
    const lab = join(projectRoot, 'bin/lab.js');
    const args = ['--mount', 'sh', '-c', script, disk, learner.root, lab];
    const output = execFileSync('unshare', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(output).toMatch(
      /^code 3\nmine\nReset to the beginning of step 00.*What was there is kept.*\nmine\n$/s,
    );
  });
});
