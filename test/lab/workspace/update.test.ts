import { watch as watchFolder } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mergeTexts } from '../../../lab/workspace/merge.ts';
import { startLab } from '../../support/lab.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';
import { treeHash } from '../../support/tree-hash.ts';
import { edit, loadPrograms } from '../../support/workspace.ts';
import { type Learner, makeLearner } from './learner.ts';

const START = 'steps/00-basic-tracer/start/program.bpf.c';
const old = await (await loadPrograms()).start('00');

/** What the course's authors change: a remark, a line, the last line. */
const REMARK = ['// Fill it in ...', '// Fill in what is known ...'] as const;
const SIZE = ['GADGET_TRACER_MAP(events, 1024 * 256);', 'GADGET_TRACER_MAP(events, 1024 * 512);'] as const;

let project: ProjectCopy;
let learner: Learner;

beforeAll(async () => {
  project = await copyProject();
});

afterAll(() => project.remove());

afterEach(async () => {
  await writeFile(project.path(START), old);
  await learner.remove();
});

/** A workspace as it was before the course changed. */
async function begin(mine?: string | Uint8Array): Promise<void> {
  learner = await makeLearner({ project: project.root });
  if (mine !== undefined) await learner.save('program.bpf.c', mine);
}

async function updates(): Promise<unknown> {
  return JSON.parse(await learner.ok('status', '--json')).updates;
}

describe('lab update', () => {
  test('has nothing to do while the course is as it was', async () => {
    await begin('mine\n');
    const before = await learner.own();
    expect(await learner.ok('update')).toBe('Your files are up to date with the course.\n');
    expect(await learner.own()).toEqual(before);
    expect(await updates()).toEqual([]);
  });

  test('is announced by lab status, and --dry-run changes nothing', async () => {
    await begin();
    await project.replace(START, ...REMARK);
    expect(await updates()).toEqual(['program.bpf.c']);
    expect(await learner.ok('status')).toContain('the course has changed program.bpf.c: lab update');
    const before = await treeHash(learner.root);
    expect(await learner.ok('update', '--dry-run')).toBe(
      "✓ program.bpf.c: the course's new version\nNothing was changed: lab update does it.\n",
    );
    expect(await treeHash(learner.root)).toBe(before);
  });

  test('takes the new version of a file that nobody touched', async () => {
    await begin();
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toContain("✓ program.bpf.c: the course's new version");
    expect(await learner.text('program.bpf.c')).toBe(edit(old, REMARK));
    expect(await updates()).toEqual([]);
    expect(await learner.ok('update')).toBe('Your files are up to date with the course.\n');
  });

  test('merges what both sides changed in different places', async () => {
    const mine = edit(old, [/$/, '\nint mine;\n']);
    await begin(mine);
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toContain("the course's changes are in it, and yours");
    expect(await learner.text('program.bpf.c')).toBe(edit(mine, REMARK));
    expect(await learner.ok('update')).toBe('Your files are up to date with the course.\n');
    expect(await learner.text('program.bpf.c')).toBe(edit(mine, REMARK));
  });

  test('shows both sides where they changed the same line, ends with 1, and can be taken back', async () => {
    const mine = edit(old, [SIZE[0], 'GADGET_TRACER_MAP(events, 1024 * 1024);']);
    await begin(mine);
    await project.replace(START, ...SIZE);
    const { code, stdout } = await learner.lab(['update']);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ program.bpf.c: decide in one place, look for <<<<<<<');
    const both = `<<<<<<< yours\nGADGET_TRACER_MAP(events, 1024 * 1024);\n=======\n${SIZE[1]}\n>>>>>>> course`;
    expect(await learner.text('program.bpf.c')).toBe(edit(old, [SIZE[0], both]));
    expect(await learner.ok('update')).toBe('Your files are up to date with the course.\n');
    await learner.ok('undo');
    expect(await learner.text('program.bpf.c')).toBe(mine);
  });

  test('--dry-run ends with 1 where there will be a conflict, and changes nothing', async () => {
    await begin(edit(old, [SIZE[0], 'GADGET_TRACER_MAP(events, 1024 * 1024);']));
    await project.replace(START, ...SIZE);
    const before = await treeHash(learner.root);
    expect((await learner.lab(['update', '-n'])).code).toBe(1);
    expect(await treeHash(learner.root)).toBe(before);
  });

  test('that was undone is offered again', async () => {
    await begin();
    await project.replace(START, ...REMARK);
    await learner.ok('update');
    await learner.ok('undo');
    expect(await learner.text('program.bpf.c')).toBe(old);
    expect(await updates()).toEqual(['program.bpf.c']);
    await learner.ok('update');
    expect(await learner.text('program.bpf.c')).toBe(edit(old, REMARK));
  });

  test('goes on from one version to the next', async () => {
    const mine = edit(old, [/$/, '\nint mine;\n']);
    await begin(mine);
    await project.replace(START, ...REMARK);
    await learner.ok('update');
    await project.replace(START, ...SIZE);
    await learner.ok('update');
    expect(await learner.text('program.bpf.c')).toBe(edit(mine, REMARK, SIZE));
  });

  test('leaves a file alone that somebody removed, and does not announce it for ever', async () => {
    await begin();
    await rm(learner.path('program.bpf.c'));
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toBe('– program.bpf.c: left alone, as you removed it\n');
    expect(await learner.own()).toEqual({});
    expect(await updates()).toEqual([]);
  });

  test('leaves a link alone', async () => {
    await begin();
    await rm(learner.path('program.bpf.c'));
    await symlink('/nowhere', learner.path('program.bpf.c'));
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toBe('– program.bpf.c: left alone, as it is a symbolic link\n');
    expect(await learner.own()).toEqual({ 'program.bpf.c': '-> /nowhere' });
  });

  test('keeps bytes that are no UTF-8 as they are', async () => {
    const strange = Buffer.from('\n// \xff\xfe caf\xe9\r\n', 'latin1');
    await begin(Buffer.concat([Buffer.from(old), strange]));
    await project.replace(START, ...REMARK);
    await learner.ok('update');
    expect(await learner.bytes('program.bpf.c')).toEqual(
      Buffer.concat([Buffer.from(edit(old, REMARK)), strange]),
    );
  });

  test('leaves alone what is no text', async () => {
    await begin(Buffer.from([0, 1, 2]));
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toBe('– program.bpf.c: left alone, as it is no text\n');
    expect(await learner.bytes('program.bpf.c')).toEqual(Buffer.from([0, 1, 2]));
  });

  test('leaves alone what it no longer knows the beginning of, and lab status goes on', async () => {
    await begin('mine\n');
    await rm(learner.path('.lab/objects'), { recursive: true });
    await project.replace(START, ...REMARK);
    expect(await learner.ok('update')).toContain('left alone, as what the course once gave is lost');
    expect(await learner.text('program.bpf.c')).toBe('mine\n');
    expect(await updates()).toEqual([]);
  });

  test('follows a solution that was taken over', async () => {
    await begin();
    await learner.ok('solution', '01', '--reveal', '--apply');
    const file = 'solutions/01-filename/program.bpf.c';
    const before = await readFile(project.path(file), 'utf8');
    await project.replace(file, 'char LICENSE', '// A remark.\nchar LICENSE');
    await learner.ok('update');
    expect(await learner.text('program.bpf.c')).toBe(
      edit(before, ['char LICENSE', '// A remark.\nchar LICENSE']),
    );
    await writeFile(project.path(file), before);
  });
});

describe('an update that was killed after it had marked a conflict', () => {
  test('does not mark it once more when it is run again', async () => {
    await begin(edit(old, [SIZE[0], 'GADGET_TRACER_MAP(events, 1024 * 1024);']));
    await project.replace(START, ...SIZE);
    // Killed in the moment after the file and before the record.
    const { child, ended } = startLab(['update'], { cwd: learner.root, project: project.root });
    const watcher = watchFolder(learner.root, () => child.kill('SIGKILL'));
    await ended;
    watcher.close();
    const marked = await learner.text('program.bpf.c');
    expect(marked.split('<<<<<<<')).toHaveLength(2);
    await learner.lab(['update']);
    expect(await learner.text('program.bpf.c')).toBe(marked);
    expect(await learner.ok('update')).toBe('Your files are up to date with the course.\n');
  });
});

describe('merging', () => {
  const line = fc.constantFrom('a', 'b', 'c', 'd\r', '', '\u00ff', '=======');
  const text = fc.oneof(
    fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n')),
    fc.string({ unit: 'binary' }),
  );
  const linesOf = (whole: string): readonly string[] => whole.split('\n');

  test('gives what the course has where the learner changed nothing', () => {
    fc.assert(
      fc.property(text, text, (base, theirs) => {
        expect(mergeTexts({ mine: base, base, theirs })).toEqual({ text: theirs, conflicts: 0 });
      }),
    );
  });

  test('gives what the learner has where the course changed nothing, or the same', () => {
    fc.assert(
      fc.property(text, text, (base, mine) => {
        expect(mergeTexts({ mine, base, theirs: base })).toEqual({ text: mine, conflicts: 0 });
        expect(mergeTexts({ mine, base, theirs: mine })).toEqual({ text: mine, conflicts: 0 });
      }),
    );
  });

  test('loses no line that either side wrote', () => {
    fc.assert(
      fc.property(text, text, text, (mine, base, theirs) => {
        const merged = linesOf(mergeTexts({ mine, base, theirs }).text);
        const written = [...linesOf(mine), ...linesOf(theirs)].filter((one) => !linesOf(base).includes(one));
        expect(written.filter((one) => !merged.includes(one))).toEqual([]);
      }),
    );
  });

  test('says how many places are marked', () => {
    const { text: merged, conflicts } = mergeTexts({ mine: '1\nb\n2', base: 'a\nb\nc', theirs: '3\nb\n4' });
    expect(conflicts).toBe(2);
    expect(linesOf(merged).filter((one) => one === '<<<<<<< yours')).toHaveLength(2);
  });
});
