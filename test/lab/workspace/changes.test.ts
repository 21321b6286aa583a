import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { inWorkspace } from '../../../lab/workspace/lock.ts';
import { readObject } from '../../../lab/workspace/objects.ts';
import { workspaceAt } from '../../../lab/workspace/place.ts';
import { recordFiles } from '../../../lab/workspace/record.ts';
import { listSnapshots } from '../../../lab/workspace/snapshot.ts';
import { newState } from '../../../lab/workspace/state.ts';
import { readState } from '../../../lab/workspace/state-file.ts';
import { snapshotForCheck } from '../../../lab/workspace/take-snapshot.ts';
import { describeWith, requireBpf, requirePrograms } from '../../support/requires.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { loadPrograms } from '../../support/workspace.ts';
import { type Contents, contents, type Learner, makeLearner } from './learner.ts';

const programs = await loadPrograms();
const { course, step } = programs;

let learner: Learner;
let start: string;
let wasmStart: Contents;

beforeAll(async () => {
  start = await programs.start('00');
  const files = Object.entries(await programs.startFiles('04'));
  wasmStart = Object.fromEntries(files.map(([path, text]) => [path, `644 ${latin1(text)}`]));
});

afterEach(() => learner.remove());

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const snapshots = () => listSnapshots(workspaceAt(learner.root));

/** Contents that a careless program would spoil. */
const CONTENTS: readonly (readonly [string, Buffer, number])[] = [
  ['text', Buffer.from('int mine; // Übung\n'), 0o644],
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]), 0o644],
  ['Windows line ends', Buffer.from('int mine;\r\nint too;\r\n'), 0o644],
  ['nothing', Buffer.alloc(0), 0o644],
  ['no line end at its end', Buffer.from('int mine;'), 0o644],
  ['a mode for its owner alone', Buffer.from('int mine;\n'), 0o600],
  ['a mode to be run', Buffer.from('int mine;\n'), 0o755],
];

describe('what a command replaces', () => {
  const begin = async (bytes: Uint8Array, mode: number): Promise<Contents> => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', bytes, mode);
    await learner.save('notes/today.txt', 'mine alone');
    return learner.own();
  };

  test.each(CONTENTS)('by lab reset comes back: %s', async (_what, bytes, mode) => {
    const before = await begin(bytes, mode);
    expect(await learner.ok('reset')).toContain('What was there is kept: lab undo');
    expect(await learner.text('program.bpf.c')).toBe(start);
    await learner.ok('undo');
    expect(await learner.own()).toEqual(before);
  });

  test.each(CONTENTS)('by lab solution --apply comes back: %s', async (_what, bytes, mode) => {
    const before = await begin(bytes, mode);
    await learner.ok('solution', '04', '--reveal', '--apply');
    const solution = Object.entries(await programs.solutionFiles('04'));
    for (const [path, text] of solution) expect(await learner.text(path)).toBe(text);
    await learner.ok('undo');
    expect(await learner.own()).toEqual(before);
  });

  test('by an undo comes back by another undo, as often as one likes', async () => {
    const mine = await begin(Buffer.from('int mine;\n'), 0o600);
    await learner.ok('reset');
    const reset = await learner.own();
    for (const expected of [mine, reset, mine, reset]) {
      await learner.ok('undo');
      expect(await learner.own()).toEqual(expected);
    }
  });

  test('long ago comes back by its number', async () => {
    const first = await begin(Buffer.from('first\n'), 0o644);
    await learner.ok('reset');
    await learner.save('program.bpf.c', 'second\n');
    await learner.ok('reset');
    await learner.ok('undo', '1');
    expect(await learner.own()).toEqual(first);
    await learner.ok('undo', '2');
    expect(await learner.text('program.bpf.c')).toBe('second\n');
  });

  test('is the step, too, where the command moved to another one', async () => {
    const before = await begin(Buffer.from('int mine;\n'), 0o644);
    expect(await learner.ok('reset', '04', '--all')).toContain('You are at step 04 wasm now.');
    const { 'notes/today.txt': _notes, ...files } = await learner.own();
    expect(files).toEqual(wasmStart);
    expect(await learner.ok('undo')).toContain('You are at step 00 again.');
    expect(await learner.own()).toEqual(before);
    expect((await readState(workspaceAt(learner.root))).current).toBe('00');
  });
});

describe('files of the course', () => {
  test('that a reset or a solution brought are removed again by the undo', async () => {
    learner = await makeLearner();
    const before = await learner.own();
    for (const change of [
      ['reset', '04', '--all'],
      ['solution', '04', '--reveal', '--apply'],
    ]) {
      await learner.ok(...change);
      expect(Object.keys(await learner.own())).toContain('go/main.go');
      await learner.ok('undo');
      expect(await learner.own()).toEqual(before);
    }
  });

  test('that somebody deleted come back, from the course or from a snapshot', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    await recordFiles(workspaceAt(learner.root), course, [step('00')], { onNote: () => {} });
    await rm(learner.path('program.bpf.c'));
    await learner.ok('reset');
    expect(await learner.text('program.bpf.c')).toBe(start);
    await learner.ok('undo');
    expect(await learner.own()).toEqual({});
    await learner.ok('undo', '1');
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
  });

  test('are all that is ever touched', async () => {
    learner = await makeLearner();
    for (const name of ['notes/a.c', 'notes/.hidden', 'go/other.go', 'program.bpf.c.bak', 'README.md'])
      await learner.save(name, 'mine');
    await symlink('/nowhere', learner.path('notes/dangling'));
    const others = async () => {
      const { 'program.bpf.c': _program, ...rest } = await learner.own();
      return [rest, await treeHash(learner.path('notes'))];
    };
    const before = await others();
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('reset');
    await learner.ok('undo');
    await learner.ok('update');
    await learner.ok('reset', '04', '--all');
    await learner.ok('undo');
    await learner.ok('solution', '04', '--reveal', '--apply');
    await learner.ok('undo');
    expect(await others()).toEqual(before);
  });
});

describe('lab reset', () => {
  test('without anything puts back what the step works on, and says when there is nothing to do', async () => {
    learner = await makeLearner();
    expect(await learner.ok('reset')).toBe('The files are as step 00 begins.\n');
    expect(await snapshots()).toEqual([]);
  });

  test('of a file takes it for one of the current step', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('reset', 'program.bpf.c');
    expect(await learner.text('program.bpf.c')).toBe(start);
  });

  test('of a file of a step leaves the others', async () => {
    learner = await makeLearner({ start: ['--step', '04'] });
    await learner.save('go/main.go', 'mine\n');
    await learner.save('build.yaml', 'mine\n');
    await learner.ok('reset', '04', 'go/main.go');
    expect(await learner.own()).toEqual({ ...wasmStart, 'build.yaml': '644 mine\n' });
  });

  test.each([
    ['as seen from a sub-folder', 'go', ['reset', '04', 'main.go']],
    ['as seen from a sub-folder, upwards', 'notes', ['reset', '../go/main.go']],
    ['as the lab names them, in a sub-folder', 'notes', ['reset', '04', 'go/main.go']],
    ['by an absolute path', 'notes', ['reset', '04', 'ROOT/go/main.go']],
    ['from outside, with --dir', '..', ['reset', '04', 'go/main.go', '--dir', 'mygadget']],
    ['from outside, with its path', '..', ['reset', '04', 'mygadget/go/main.go', '--dir', 'mygadget']],
  ])('takes files %s', async (_how, folder, words) => {
    learner = await makeLearner({ start: ['--step', '04'] });
    await mkdir(learner.path('notes'));
    await learner.save('go/main.go', 'mine\n');
    const args = words.map((word) => word.replace('ROOT', learner.root));
    const { code, stderr } = await learner.lab(args, { cwd: learner.path(folder) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await learner.own()).toEqual(wasmStart);
  });

  test.each(['notes.txt', '../outside', '.lab/state.json', '/etc/passwd'])(
    'refuses %s, which is not of the course',
    async (name) => {
      learner = await makeLearner();
      expect(await learner.refused(2, 'reset', '00', name)).toContain('is no file that step 00 begins with');
    },
  );

  describeWith(requireBpf() ?? requirePrograms('runc'), 'to a step that had passed', () => {
    test('stays there until it passes again', async () => {
      learner = await makeLearner();
      const current = async () => (await readState(workspaceAt(learner.root))).current;
      const solution = await programs.solution('00');
      await learner.save('program.bpf.c', solution);
      await learner.ok('check');
      expect(await current()).toBe('01');
      await learner.ok('reset', '00');
      expect((await learner.lab(['check'])).code).toBe(1);
      expect(await current()).toBe('00');
      await learner.save('program.bpf.c', solution);
      await learner.ok('check');
      expect(await current()).toBe('01');
    });
  });
});

describe('what is no ordinary file', () => {
  /** Puts something in the place of a file, and gives the path that is refused. */
  const OBSTACLES: Readonly<Record<string, () => Promise<unknown>>> = {
    'a link to a file': async () => {
      await writeFile(join(learner.folder, 'outside/real.c'), 'mine');
      await symlink('../outside/real.c', learner.path('program.bpf.c'));
    },
    'a dangling link': () => symlink('/nowhere/at/all', learner.path('program.bpf.c')),
    'a link to itself': () => symlink('program.bpf.c', learner.path('program.bpf.c')),
    'a folder': () => learner.save('program.bpf.c/inside.txt', 'mine'),
    'a pipe': async () => execFileSync('mkfifo', [learner.path('program.bpf.c')]),
    'a device': async () => execFileSync('mknod', [learner.path('program.bpf.c'), 'c', '1', '3']),
    'a giant': async () => {
      await learner.save('program.bpf.c', '');
      await truncate(learner.path('program.bpf.c'), 16 * 1024 * 1024 + 1);
    },
  };

  test.each(Object.keys(OBSTACLES))('is left alone: %s', async (what) => {
    learner = await makeLearner();
    await mkdir(join(learner.folder, 'outside'));
    await rm(learner.path('program.bpf.c'));
    await OBSTACLES[what]?.();
    await learner.save('notes.txt', 'mine');
    const before = [await learner.own(), await treeHash(join(learner.folder, 'outside'))];
    for (const command of [['reset'], ['solution', '00', '--reveal', '--apply'], ['reset', '04', '--all']])
      expect(await learner.refused(2, ...command)).toMatch(
        /program\.bpf\.c is .*; the lab does not touch it\.\nmend: .*mv program\.bpf\.c program\.bpf\.c\.mine/,
      );
    await learner.ok('status');
    await learner.ok('update');
    await learner.ok('solution', '00');
    expect([await learner.own(), await treeHash(join(learner.folder, 'outside'))]).toEqual(before);
    expect(await snapshots()).toEqual([]);
  });

  test('is left alone: a socket', async () => {
    learner = await makeLearner();
    await rm(learner.path('program.bpf.c'));
    const server = createServer().listen(learner.path('program.bpf.c'));
    try {
      expect(await learner.refused(2, 'reset')).toContain('program.bpf.c is no ordinary file');
    } finally {
      server.close();
    }
  });

  test('is left alone: a link in the place of a folder above', async () => {
    learner = await makeLearner();
    const outside = join(learner.folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'main.go'), 'mine');
    await symlink(outside, learner.path('go'));
    const before = [await learner.own(), await treeHash(outside)];
    expect(await learner.refused(2, 'reset', '04', '--all')).toMatch(
      /go\/[\w.]+ lies behind the symbolic link go;/,
    );
    expect([await learner.own(), await treeHash(outside)]).toEqual(before);
  });

  test('is left alone: a file in the place of a folder above', async () => {
    learner = await makeLearner();
    await learner.save('go', 'mine');
    const before = await learner.own();
    expect(await learner.refused(2, 'reset', '04', '--all')).toMatch(/go\/[\w.]+ lies below a file;/);
    expect(await learner.own()).toEqual(before);
  });

  test('does not hinder what has to do with other files only', async () => {
    learner = await makeLearner({ start: ['--step', '04'] });
    await rm(learner.path('program.bpf.c'));
    await symlink('/nowhere', learner.path('program.bpf.c'));
    await learner.save('go/main.go', 'mine\n');
    await learner.ok('reset', '04', 'go/main.go');
    await learner.ok('undo');
    expect(await learner.text('go/main.go')).toBe('mine\n');
    expect((await learner.own())['program.bpf.c']).toBe('-> /nowhere');
  });

  test('came into the place of a file since: then the undo refuses it', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('reset');
    await rm(learner.path('program.bpf.c'));
    await learner.save('program.bpf.c/inside.txt', 'mine');
    expect(await learner.refused(2, 'undo')).toContain('program.bpf.c is a folder');
    await rm(learner.path('program.bpf.c'), { recursive: true });
    await learner.ok('undo', '1');
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
  });
});

describe('lab undo', () => {
  test('says so when there is nothing to undo, or no such number', async () => {
    learner = await makeLearner();
    expect(await learner.refused(2, 'undo')).toContain('has not changed any of your files yet');
    expect(await learner.refused(2, 'undo', '--list')).toContain('There are no snapshots yet.');
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('reset');
    expect(await learner.refused(2, 'undo', '7')).toMatch(/no snapshot 7\.\nmend: .*lab undo --list/);
    await learner.refused(2, 'undo', '0');
    await learner.refused(2, 'undo', 'x');
  });

  test('--list says what was when, --diff what would change, and neither changes anything', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', `${start}int mine;\n`);
    await learner.ok('reset');
    await learner.ok('solution', '01', '--reveal', '--apply');
    const before = await treeHash(learner.root);
    const list = (await learner.ok('undo', '--list')).trim().split('\n');
    expect(list).toEqual([
      expect.stringMatching(/^1 +\d\d:\d\d:\d\d {2}before lab reset 00 +program\.bpf\.c$/),
      expect.stringMatching(/^2 +\d\d:\d\d:\d\d {2}before lab solution 01 --apply {2}program\.bpf\.c$/),
    ]);
    expect(await learner.ok('undo', '1', '--diff')).toMatch(/^\+int mine;$/m);
    expect(await learner.ok('undo', '--diff')).toMatch(/^-\tchar filename\[/m);
    expect(await treeHash(learner.root)).toBe(before);
  });
});

describe('snapshots of checks', () => {
  const keep = (reason: string, program: string): Promise<void> =>
    inWorkspace(workspaceAt(learner.root), {}, async () => {
      await writeFile(learner.path('program.bpf.c'), program);
      const state = newState('00', new Date());
      await snapshotForCheck(
        workspaceAt(learner.root),
        { reason, state, paths: ['program.bpf.c'] },
        () => {},
      );
    });

  test('are kept only when a file has changed', async () => {
    learner = await makeLearner();
    for (const program of ['one', 'one', 'two', 'two', 'one']) await keep('lab check', program);
    expect((await snapshots()).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  test('become no more than 250, and whatever is listed can be brought back', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'before the change');
    await learner.ok('reset');
    const texts = Array.from({ length: 260 }, (_, index) => `version ${index}`);
    for (const text of texts) await keep('lab check', text);
    const kept = await snapshots();
    expect(kept.length).toBeLessThanOrEqual(251);
    expect(kept.length).toBeGreaterThan(200);
    expect(kept[0]).toMatchObject({ id: 1, kind: 'change' });
    const workspace = workspaceAt(learner.root);
    for (const { files } of kept)
      for (const file of Object.values(files)) if (file) await readObject(workspace, file.object);
    // What no snapshot needs any more is not kept: one content each, and what the course gave.
    expect((await readdir(learner.path('.lab/objects'))).length).toBeLessThanOrEqual(kept.length + 1);
    const oldest = kept[1];
    await learner.ok('undo', String(oldest?.id));
    expect(await learner.text('program.bpf.c')).toBe(`version ${(oldest?.id ?? 0) - 2}`);
    await learner.ok('undo', '1');
    expect(await learner.text('program.bpf.c')).toBe('before the change');
    await learner.ok('update');
  });

  describeWith(requireBpf() ?? requirePrograms('runc'), 'by real checks', () => {
    test('hold what each was given', async () => {
      learner = await makeLearner();
      const solution = await programs.solution('00');
      for (const program of [start, start, `${start}}`, solution]) {
        await learner.save('program.bpf.c', program);
        await learner.lab(['check', '00']);
      }
      const list = (await learner.ok('undo', '--list')).trim().split('\n');
      expect(list.map((line) => /lab check 00/.test(line))).toEqual([true, true, true]);
      await learner.ok('undo', '2');
      expect(await learner.text('program.bpf.c')).toBe(`${start}}`);
      await learner.ok('undo');
      expect(await learner.text('program.bpf.c')).toBe(solution);
    });
  });
});

describe('a reset to a step that comes later', () => {
  test('brings the files that are missing, and says which ones stay as they are', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    const said = await learner.ok('reset', '04');
    expect(said).toContain('You are at step 04 wasm now.');
    expect(said).toContain('Left as yours: program.bpf.c (lab reset 04 --all)');
    expect(await learner.text('share.yaml')).toContain('image:');
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
    await learner.ok('undo');
    expect(JSON.parse(await learner.ok('status', '--json')).current).toBe('00');
  });
});

describe('a change that is cut off', () => {
  test('is told until another command has settled it, and can be taken back', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('solution', '00', '--reveal', '--apply');
    const program = await learner.text('program.bpf.c');
    const object = createHash('sha256').update(program).digest('hex');
    const given = { origin: 'solution', step: '00', object };
    const reason = 'lab solution 00 --apply';
    // As a killed process leaves it: all is done but the noting.
    const pending = { reason, by: { pid: 0, since: '' }, files: { 'program.bpf.c': { object, given } } };
    await writeFile(learner.path('.lab/pending.json'), JSON.stringify(pending));
    const told = `note: \`${reason}\` was interrupted half-way. Run it again, or take it back: lab undo\n`;
    expect(await learner.lab(['status'])).toMatchObject({ code: 0, stderr: told });
    expect(await learner.lab(['status'])).toMatchObject({ code: 0, stderr: told });
    expect(await learner.lab(['hint'])).toMatchObject({ code: 0, stderr: told });
    expect(await learner.lab(['status'])).toMatchObject({ code: 0, stderr: '' });
    expect((await readState(workspaceAt(learner.root))).given['program.bpf.c']).toEqual(given);
    await learner.ok('undo');
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
  });

  test.each(['', 'null', '{"reason": 1}', '{"reason": "lab x", "files": {"../x": 5, "a": null}}'])(
    'and whose note is %j does not hinder what comes next',
    async (text) => {
      learner = await makeLearner();
      await writeFile(learner.path('.lab/pending.json'), text);
      expect((await learner.lab(['hint'])).stderr).toMatch(/was interrupted half-way/);
      await learner.ok('hint');
    },
  );
});

describe('damage in .lab', () => {
  /** Two snapshots: of `first`, then of `second`. */
  async function begin(): Promise<void> {
    learner = await makeLearner();
    for (const text of ['first\n', 'second\n']) {
      await learner.save('program.bpf.c', text);
      await learner.ok('reset');
    }
  }

  const objectOf = async (id: number): Promise<string> => {
    const found = (await snapshots()).find((snapshot) => snapshot.id === id)?.files['program.bpf.c'];
    return learner.path(`.lab/objects/${found?.object}`);
  };

  test.each([
    ['is cut off', '{"id": 2, "at"'],
    ['is empty', ''],
    ['says something else', '{"id": 2}'],
    [
      'has another number',
      JSON.stringify({
        id: 1,
        at: '',
        kind: 'change',
        reason: '',
        current: '00',
        moved: false,
        files: {},
        touched: [],
        given: {},
      }),
    ],
  ])('to a snapshot that %s leaves the others usable, and its number unused', async (_what, text) => {
    await begin();
    await writeFile(learner.path('.lab/snapshots/000002.json'), text);
    expect((await snapshots()).map(({ id }) => id)).toEqual([1]);
    expect(await learner.refused(2, 'undo', '2')).toContain('There is no snapshot 2.');
    await learner.ok('undo', '1');
    expect(await learner.text('program.bpf.c')).toBe('first\n');
    expect((await snapshots()).map(({ id }) => id)).toEqual([1, 3]);
  });

  test.each([
    ['damaged', (path: string) => chmod(path, 0o644).then(() => writeFile(path, 'something else'))],
    ['missing', (path: string) => rm(path)],
  ])('to a content that is %s is told before anything changes', async (what, spoil) => {
    await begin();
    await spoil(await objectOf(2));
    const before = await learner.own();
    for (const words of [['undo'], ['undo', '2'], ['undo', '2', '--diff']])
      expect(await learner.refused(3, ...words)).toMatch(
        new RegExp(`^lab: The content [0-9a-f]{12} in \\.lab/objects is ${what}\\.\nmend: .*lab undo --list`),
      );
    expect(await learner.own()).toEqual(before);
    await learner.ok('undo', '1');
    expect(await learner.text('program.bpf.c')).toBe('first\n');
  });

  test('to a content is mended by the next time that it comes', async () => {
    await begin();
    await chmod(await objectOf(2), 0o644);
    await writeFile(await objectOf(2), 'something else');
    await learner.save('program.bpf.c', 'second\n');
    await learner.ok('reset');
    await learner.ok('undo', '2');
    expect(await learner.text('program.bpf.c')).toBe('second\n');
  });

  test('cannot make an undo write outside of the workspace', async () => {
    await begin();
    const [snapshot] = await snapshots();
    const file = snapshot?.files['program.bpf.c'];
    for (const path of ['../planted', '/tmp/planted', '.lab/state.json', 'go/../../planted']) {
      const planted = { ...snapshot, id: 9, files: { [path]: file }, touched: [path] };
      await writeFile(learner.path('.lab/snapshots/000009.json'), JSON.stringify(planted));
      await learner.refused(2, 'undo', '9');
    }
    expect(await contents(learner.folder)).not.toHaveProperty('planted');
  });
});
