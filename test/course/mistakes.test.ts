import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findStep, loadCourse } from '../../grader/course/load.ts';
import { type CourseCopy, copyCourse, loadError } from './course-copy.ts';

let copy: CourseCopy;

beforeEach(async () => {
  copy = await copyCourse();
  vi.stubEnv('XDG_CACHE_HOME', copy.cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await copy.remove();
});

const SHORT = 'equals: { field: filename, witness: path, where: { paths: [short] } }';

describe('a mistake in step.yaml is told with its place', () => {
  it.each<[string, string, string, string]>([
    ['a misspelt key', 'title: Which', 'titel: Which', '4:1: unknown key `titel`, did you mean `title`?'],
    [
      'a key from nowhere',
      '\ntasks:\n',
      '\nx: 1\ntasks:\n',
      '18:1: unknown key `x`; known are formatVersion, id, name',
    ],
    ['no format version', 'formatVersion: 1\n', '', '1:1: `formatVersion` is missing'],
    [
      'another format version',
      'formatVersion: 1',
      'formatVersion: 2',
      '1:16: `formatVersion` must be 1, not the number 2',
    ],
    [
      'an id without quotes',
      'id: "01"',
      'id: 01',
      '2:5: `id` must be text, not the number 1; put it in quotes',
    ],
    ['an id of one digit', 'id: "01"', 'id: "1"', '2:5: `id` must be two digits in quotes'],
    ["another folder's id", 'id: "01"', 'id: "02"', '2:5: `id` is `02`, but the folder is `01-filename`'],
    [
      "another folder's name",
      'name: filename',
      'name: flags',
      '3:7: `name` is `flags`, but the folder is `01-filename`',
    ],
    ['a missing key', '    title: A column for the file name\n', '', '19:5: `title` is missing'],
    [
      'half a point',
      'points: 2',
      'points: 2.5',
      '21:13: `points` must be a whole number, not the number 2.5',
    ],
    ['less than no points', 'points: 2', 'points: -1', '21:13: `points` must be 0 or more'],
    ['points in words', 'points: 2', 'points: two', '21:13: `points` must be a number, not `two`'],
    ['no value', 'points: 2', 'points:', '21:12: `points` must be a number, not nothing'],
    [
      'text for a list',
      'files: [program.bpf.c]',
      'files: program.bpf.c',
      '5:8: `files` must be a list, not `program.bpf.c`',
    ],
    ['an empty list', 'files: [program.bpf.c]', 'files: []', '5:8: `files` must not be empty'],
    ['a file outside', '[program.bpf.c]', '[../a.c]', '5:9: `../a.c` is not a path inside the workspace'],
    ['an absolute file', '[program.bpf.c]', '[/a.c]', '5:9: `/a.c` is not a path inside the workspace'],
    [
      'a file that is nowhere',
      '[program.bpf.c]',
      '[main.c]',
      '5:9: the file solutions/01-filename/main.c is missing',
    ],
    [
      'an unknown start task',
      'startPasses: []',
      'startPasses: [colum]',
      '6:15: there is no task `colum`, did you mean `column`?',
    ],
    ['an unknown action', '- shell: echo', '- shel: echo', '9:5: unknown key `shel`, did you mean `shell`?'],
    [
      'an action of two kinds',
      '- shell: echo foo > bar',
      '- { shell: a, opens: { with: [open], paths: [short] } }',
      '9:17: one action has one kind, this has 2: shell, opens',
    ],
    [
      'an unknown path class',
      'paths: [short, long,',
      'paths: [short, lnog,',
      '13:22: `paths[1]` must be one of short, long',
    ],
    [
      'an unknown system call',
      'with: [open, openat, openat2]',
      'with: [openat3]',
      '12:14: `with[0]` must be one of open, openat, openat2, not `openat3`; did you mean `openat`?',
    ],
    [
      'nobody to open',
      'tasks: 2\n      threads: 1',
      'tasks: 0\n      threads: 0',
      '14:14: `tasks` and `threads` are both 0',
    ],
    ['too many tasks', 'tasks: 2', 'tasks: 1000', '14:14: `tasks` must be 64 or less'],
    [
      'an unknown kind of check',
      'member: {',
      'membre: {',
      '23:9: unknown key `membre`, did you mean `member`?',
    ],
    [
      'a check of no kind',
      'userMemory: filename\n        ',
      '',
      '41:9: the check has no kind: one of builds, loads',
    ],
    [
      'a check of two kinds',
      SHORT,
      `builds: true\n        ${SHORT}`,
      '46:9: one check has one kind, this has 2: builds, equals',
    ],
    [
      'a wrong parameter',
      SHORT,
      'equals: { field: filename, witnes: path }',
      '45:36: unknown key `witnes`, did you mean `witness`?',
    ],
    [
      'an unknown witness field',
      'witness: path, where: { paths: [short]',
      'witness: pth, where: { paths: [short]',
      '45:45: `witness` must be one of path, flags',
    ],
    [
      'an unknown path class in a filter',
      '{ paths: [short] }',
      '{ paths: [shrt] }',
      '45:68: `paths[0]` must be one of short, long, empty, non-utf8, unreadable, relative, absolute, not `shrt`; did you mean `short`?',
    ],
    [
      'a wrong inner field',
      'userMemory: filename',
      'userMemory: { insid: x, name: y }',
      '41:23: unknown key `insid`, did you mean `inside`?',
    ],
    [
      'a number for a field',
      'userMemory: filename',
      'userMemory: 7',
      '41:21: `userMemory` must be text or a mapping, not the number 7',
    ],
    [
      'a wrong system call in short form',
      SHORT,
      'complete: opn',
      '45:19: `complete` must be one of open, openat, not `opn`; did you mean `open`?',
    ],
    ['a switch that is not true', SHORT, 'builds: yes', '45:17: `builds` must be true, not `yes`'],
    [
      'another standard for a module',
      SHORT,
      'moduleBuilds: lenient',
      '45:23: `moduleBuilds` must be one of draft, strict, not `lenient`',
    ],
    ['a switch for a standard', SHORT, 'moduleBuilds: true', '45:23: `moduleBuilds` must be'],
    ['half a field', SHORT, 'addsField: { dataSource: open, name: words }', '45:20: `type` is missing'],
    [
      'an unknown part of a decoding',
      SHORT,
      'decodes: { field: words, part: accesMode }',
      '45:40: `part` must be one of accessMode, names, separator, not `accesMode`; did you mean `accessMode`?',
    ],
    [
      'none of so many',
      SHORT,
      'decodes: { field: words, part: names, distinct: 0 }',
      '45:57: `distinct` must be 1 or more',
    ],
    [
      'a decoding by path',
      SHORT,
      'decodes: { field: words, part: names, wher: {} }',
      '45:47: unknown key `wher`, did you mean `where`?',
    ],
    ['a module that may return or not', SHORT, 'returns: false', '45:18: `returns` must be true, not false'],
    ['an image that may be pushed or not', SHORT, 'imagePushed: false', '45:22: `imagePushed` must be true'],
    [
      'a misspelt check of an image',
      SHORT,
      'imagePusht: true',
      '45:9: unknown key `imagePusht`, did you mean `imagePushed`?',
    ],
    [
      'an image without share.yaml',
      SHORT,
      'digestDeclared: true',
      '5:8: `digestDeclared` is about share.yaml, which is not among the files',
    ],
    [
      'unknown bits of flags',
      'threads: 1',
      'flags: all',
      '15:14: `flags` must be one of any, named, not `all`',
    ],
    ['two tasks of one id', '- id: copy', '- id: column', '37:9: there is another task `column`'],
    ['two checks of one id', 'id: short', 'id: long', '50:13: there is another check `long`'],
    [
      'a need for nothing',
      'needs: [filename]',
      'needs: [flename]',
      '44:17: there is no check `flename`, did you mean `filename`?',
    ],
    [
      'a need for what comes later',
      'needs: [filename]',
      'needs: [long]',
      '44:17: `needs` names `long`, which does not stand above this check',
    ],
    ['an id in capitals', 'id: odd', 'id: Odd', '54:13: `id` must be kebab-case'],
    ['a misspelt condition', 'when: value', 'wen: value', '72:9: unknown key `wen`, did you mean `when`?'],
    ['an open bracket', 'title: A column', 'title: [A column', '21:5: '],
    ['a key twice', 'title: A column', 'id: a', '20:5: Map keys must be unique'],
    ['a tab', '  - id: column', '\t- id: column', '19:1: Tabs are not allowed as indentation'],
    [
      'an alias',
      'shell: echo foo > bar',
      'shell: *.c',
      '9:12: `*.c` is a YAML alias; write the value out, or put quotes around it',
    ],
    [
      'a second document',
      '\ntasks:\n',
      '\n---\ntasks:\n',
      '18:1: a step.yaml is one document; here a second begins',
    ],
    ['a strange tag', 'title: Which', 'title: !js Which', '4:8: Unresolved tag: !js'],
    ['a list for a key', 'title: Which', '[title]: Which', '4:1: With stringKeys, all keys must be strings'],
  ])('%s', async (_mistake, from, to, expected) => {
    await copy.replace('steps/01-filename/step.yaml', from, to);
    const error = await loadError(copy);
    expect(error).toMatchObject({ kind: 'machine', code: 'course-invalid' });
    const lines = error.message.split('\n');
    expect(lines).toContainEqual(expect.stringContaining(`steps/01-filename/step.yaml:${expected}`));
    expect(
      lines.filter((line) => !/^steps\/01-filename\/step\.yaml:[1-9]\d*:[1-9]\d*: \S/.test(line)),
    ).toEqual([]);
  });

  it.each([
    ['', '1:1: `step.yaml` must be a mapping, not nothing'],
    ['- a\n- b\n', '1:1: `step.yaml` must be a mapping, not a list'],
    ['no course at all', '1:1: `step.yaml` must be a mapping, not `no course at all`'],
    ['\u001b[31m\u0000', '1:1: `step.yaml` must be a mapping, not `\\x1b[31m\\x00`'],
  ])('where the whole text is %j', async (text, expected) => {
    await writeFile(copy.path('steps/01-filename/step.yaml'), text);
    expect((await loadError(copy)).message).toBe(`steps/01-filename/step.yaml:${expected}`);
  });
});

describe('a step that grades an image', () => {
  beforeEach(async () => {
    await copy.replace('steps/01-filename/step.yaml', SHORT, 'imageFormed: true');
    await copy.replace('steps/01-filename/step.yaml', 'files: [program.bpf.c]', 'files: [share.yaml]');
    await writeFile(copy.path('solutions/01-filename/share.yaml'), '');
  });

  it('is fine with share.yaml among its files', async () => {
    const course = await loadCourse({ root: copy.root });
    expect(findStep(course, '01').tasks[1]?.checks).toContainEqual(
      expect.objectContaining({ id: 'short', kind: 'imageFormed' }),
    );
  });

  it('has nothing to be compiled', async () => {
    await copy.replace('steps/01-filename/step.yaml', 'userMemory: filename', 'builds: true');
    expect((await loadError(copy)).message).toContain(
      'steps/01-filename/step.yaml:41:9: `builds` can never pass beside `imageFormed`',
    );
  });
});

describe('mistakes', () => {
  it('of all steps are told at once, from top to bottom', async () => {
    await copy.replace('steps/00-basic-tracer/step.yaml', 'title: The basic', 'titel: The basic');
    await copy.replace('steps/01-filename/step.yaml', 'points: 2', 'points: many');
    await copy.replace('steps/01-filename/step.yaml', 'userMemory: filename', 'usrMemory: filename');
    await copy.replace('steps/01-filename/step.yaml', 'needs: [filename]', 'needs: [nothing]');
    const places = (await loadError(copy)).message.split('\n').map((line) => line.split(': ')[0]);
    expect(places).toEqual([
      'steps/00-basic-tracer/step.yaml:4:1',
      'steps/01-filename/step.yaml:21:13',
      'steps/01-filename/step.yaml:41:9',
      'steps/01-filename/step.yaml:44:17',
    ]);
  });

  it('have no stack trace in their message', async () => {
    await copy.replace('steps/01-filename/step.yaml', 'points: 2', 'points: many');
    expect((await loadError(copy)).message).not.toMatch(/^\s+at /m);
  });

  it('of a folder are told: no step.yaml, no lesson, a wrong name, an id twice', async () => {
    await rm(copy.path('steps/00-basic-tracer/step.yaml'));
    await rm(copy.path('steps/01-filename/README.md'));
    await rename(copy.path('steps/02-flags'), copy.path('steps/flags'));
    expect((await loadError(copy)).message.split('\n')).toEqual([
      'steps/00-basic-tracer/step.yaml:1:1: the file cannot be read (ENOENT)',
      'steps/01-filename/step.yaml:1:1: the file steps/01-filename/README.md is missing',
      'steps/flags/step.yaml:1:1: the folder must be called by id and name (`01-filename`), not `flags`',
    ]);
    await mkdir(copy.path('steps/01-other'));
    expect((await loadError(copy)).message).toContain(
      'steps/01-other/step.yaml:1:1: the folder `01-filename` has the same id or name',
    );
  });
});
