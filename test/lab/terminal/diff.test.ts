import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diffText } from '../../../lab/terminal/diff.ts';
import type { Painter } from '../../../lab/terminal/paint.ts';
import { describeWith, requirePrograms } from '../../support/requires.ts';
import { loadPrograms, type Programs } from '../../support/workspace.ts';

type Text = string | undefined;

const plain: Painter = (_style, text) => text;
/** Styles as words, so that they can be read in an expectation. */
const named: Painter = (style, text) => `<${style}>${text}`;

const diff = (before: Text, after: Text, path = 'program.bpf.c', paint = plain): string =>
  diffText({ path, before, after, names: ['yours', 'solution'] }, paint);

describe('a difference', () => {
  it('is nothing where there is none', () => {
    expect([diff('a\n', 'a\n'), diff('', ''), diff(undefined, undefined)]).toEqual(['', '', '']);
  });

  it('says whose each side is, and what is around the change', () => {
    expect(diff('1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\n5\nsix\n')).toBe(
      [
        '--- program.bpf.c\tyours',
        '+++ program.bpf.c\tsolution',
        '@@ -3,4 +3,4 @@',
        ...[' 3', ' 4', ' 5', '-6', '+six', ''],
      ].join('\n'),
    );
  });

  it('names no file on the side that has none', () => {
    expect(diff(undefined, 'a\n')).toBe('--- /dev/null\n+++ program.bpf.c\tsolution\n@@ -0,0 +1,1 @@\n+a\n');
    expect(diff('a\n', undefined)).toBe('--- program.bpf.c\tyours\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  it('says where the last line has no end', () => {
    expect(diff('a', 'a\n')).toContain('-a\n\\ No newline at end of file\n+a\n');
    expect(diff('a\n', 'a')).toContain('-a\n+a\n\\ No newline at end of file\n');
  });

  it('is coloured line by line', () => {
    expect(diff('same\nold\n', 'same\nnew\n', 'a.c', named).split('\n')).toEqual([
      '<bold>--- a.c\tyours',
      '<bold>+++ a.c\tsolution',
      '<cyan>@@ -1,2 +1,2 @@',
      ' same',
      '<red>-old',
      '<green>+new',
      '',
    ]);
  });

  it('hands no escape to the terminal, but keeps tabs', () => {
    const hostile = 'x\u001b[2J\u0007\u009b31m\u202e\r\u0000y\tz\n';
    const shown = diff(hostile, `\u001b]0;title\u0007\n`, 'a.c');
    expect(shown).toBe(stripVTControlCharacters(shown));
    expect(shown).toContain('-x\\x1b[2J\\x07\\x9b31m\\u{202e}\\x0d\\x00y\tz\n');
  });
});

describeWith(requirePrograms('patch'), 'a difference that patch applies gives the other file', () => {
  let folder: string;
  let programs: Programs;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-diff-'));
    programs = await loadPrograms();
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Patches in a folder that holds `before`; gives back what is there afterwards. */
  async function patched(before: Text, after: Text, path = 'program.bpf.c'): Promise<Text> {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    if (before !== undefined) await writeFile(file, before);
    const text = diff(before, after, path);
    if (text === '') return before;
    await new Promise<void>((resolve, reject) => {
      const child = execFile('patch', ['-p0', '--silent', '--force'], { cwd: folder }, (error, stdout) =>
        error ? reject(new Error(`${stdout}\n${text}`, { cause: error })) : resolve(),
      );
      child.stdin?.end(text);
    });
    return readFile(file, 'utf8').catch(() => undefined);
  }

  it.each<[string, Text, Text]>([
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n'],
    ['a new file', undefined, 'a\nb\n'],
    ['a removed file', 'a\nb\n', undefined],
    ['a file that was empty', '', 'a\n'],
    ['a last line that loses its end', 'a\nb\n', 'a\nb'],
    ['a last line that gets its end', 'a\nb', 'a\nb\n'],
    ['two last lines without an end', 'a\nb', 'a\nc'],
    ['tabs', 'a\n\tif (x)\n\t\ty;\n', 'a\n\tif (z)\n\t\ty;\n'],
    ['blanks at the end of the last line', 'a\nb\n', 'a\nb  \t\n'],
    ['empty lines at the end', 'a\nb\n', 'a\nb\n\n\n'],
    ['an empty line below the change', 'a\nb\n\n', 'a\nB\n\n'],
    ['empty lines below the change', 'a\nb\n\n\n\n', 'a\nB\n\n\n\n'],
    ['lines that look like a head', '-- a\n++ b\n@@ c\n', '-- A\n++ B\n@@ C\n'],
  ])('with %s', async (_what, before, after) => {
    expect(await patched(before, after)).toBe(after);
  });

  it('in a folder, and with blanks in its name', async () => {
    expect(await patched('a\n', 'b\n', 'go/main.go')).toBe('b\n');
    expect(await patched(undefined, 'b\n', 'new/file.go')).toBe('b\n');
    expect(await patched('a\n', 'b\n', 'my notes.txt')).toBe('b\n');
  });

  it('from what each step starts with to its solution', async () => {
    for (const { id } of programs.course.steps) {
      const [start, solution] = await Promise.all([programs.startFiles(id), programs.solutionFiles(id)]);
      for (const path of Object.keys({ ...start, ...solution })) {
        await rm(folder, { recursive: true });
        expect(await patched(start[path], solution[path], path)).toBe(solution[path]);
      }
    }
  });
});
