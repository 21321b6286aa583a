import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasErrors, readBuildFile } from '../../../grader/build/index.ts';
import { sandbox, write } from '../support.ts';
import { readText, remarksOf } from './support.ts';

const box = sandbox();

describe('a value of a wrong type is an error where it stands', () => {
  test.each([
    ['ebpfsource: 1\n', '1:13', '`ebpfsource` must be text, here is a number'],
    ['wasm: true\n', '1:7', '`wasm` must be text, here is true or false'],
    ['wasm: 1.5\n', '1:7', '`wasm` must be text, here is a number'],
    ['# x\nwasm:\n  - go/main.go\n', '3:3', '`wasm` must be text, here is a list or a mapping'],
    ['wasm: {path: main.go}\n', '1:7', '`wasm` must be text, here is a list or a mapping'],
    ['metadata: [a.yaml]\n', '1:11', '`metadata` must be text, here is a list or a mapping'],
    ['cflags: [-DA]\n', '1:9', '`cflags` must be text, here is a list or a mapping'],
    ['cflags: 0x10\n', '1:9', '`cflags` must be text, here is a number'],
    ['wasm: ""\n', '1:7', '`wasm` is empty'],
    ['wasm: null\n', '1:7', '`wasm` is empty'],
    ['metadata: "  "\n', '1:11', '`metadata` is empty'],
    ['wasm: go/\n', '1:7', '`wasm` names a folder'],
    ['metadata: .\n', '1:11', '`metadata` names a folder'],
    ['ebpfsource: program.o\n', '1:13', "a program's source ends in .c"],
  ])('%j', async (text, place, message) => {
    const file = await readText(box, text);
    expect(remarksOf(file)).toEqual([[`${place} error`, expect.stringContaining(message)]]);
    expect(hasErrors(file)).toBe(true);
  });

  test('that of a key without a value is on its line', async () => {
    const [[place, message] = []] = remarksOf(await readText(box, 'metadata: a.yaml\nwasm:\n'));
    expect(place).toMatch(/^2:\d+ error$/);
    expect(message).toContain('write, for example, `wasm: go/main.go`, or remove the line');
  });

  test('each one, in the order of the file', async () => {
    const file = await readText(box, 'wasm: 1\nnope: 2\ncflags: []\nmetadata: 3\n');
    expect(remarksOf(file).map(([place]) => place)).toEqual([
      '1:7 error',
      '2:1 warning',
      '3:9 error',
      '4:11 error',
    ]);
  });
});

describe('a path out of the folder is an error where it stands', () => {
  test.each([
    ['wasm: ../main.go\n', '1:7', 'leads out of the folder'],
    ['wasm: go/../../main.go\n', '1:7', 'leads out of the folder'],
    ['wasm: /etc/main.go\n', '1:7', 'is an absolute path'],
    ['# x\nebpfsource: "../program.bpf.c"\n', '2:13', 'leads out of the folder'],
    ['ebpfsource: /program.bpf.c\n', '1:13', 'is an absolute path'],
    ['metadata: ../gadget.yaml\n', '1:11', 'leads out of the folder'],
    ['metadata: ..\n', '1:11', 'leads out of the folder'],
    ['wasm: "a\\0.go"\n', '1:7', 'has a control character in it'],
    ['wasm: "a\\n.go"\n', '1:7', 'has a control character in it'],
    ['cflags: -DA -I../include\n', '1:9', '`-I../include`, which leads out of the folder'],
    ['cflags: -include /etc/passwd\n', '1:9', '`-include/etc/passwd`, which is an absolute path'],
  ])('%j', async (text, place, message) => {
    const file = await readText(box, text);
    expect(remarksOf(file)).toEqual([[`${place} error`, expect.stringContaining(message)]]);
  });

  test.each([
    ['ebpfsource: link.c\n', '1:13'],
    ['wasm: link.go\n', '1:7'],
    ['wasm: folder/main.go\n', '1:7'],
    ['metadata: link.yaml\n', '1:11'],
    ['cflags: -Ifolder\n', '1:9'],
    ['cflags: "-I folder/deeper"\n', '1:9'],
    ['cflags: -include link.c\n', '1:9'],
  ])('also by a symbolic link: %j', async (text, place) => {
    const outside = box.workspace({ 'main.go': '', 'deeper/x.h': '' }, 'outside');
    const directory = box.workspace({ 'build.yaml': text });
    for (const name of ['link.c', 'link.go', 'link.yaml'])
      symlinkSync(join(outside, 'main.go'), join(directory, name));
    symlinkSync(outside, join(directory, 'folder'));
    const file = await readBuildFile(directory);
    expect(remarksOf(file)).toEqual([
      [`${place} error`, expect.stringContaining('is a symbolic link that leads out of the folder')],
    ]);
  });

  test('but a link that stays in the folder may be named', async () => {
    const directory = box.workspace({ 'build.yaml': 'wasm: link.go\n', 'real/main.go': '' });
    symlinkSync('real/main.go', join(directory, 'link.go'));
    expect(await readBuildFile(directory)).toMatchObject({ wasm: 'link.go', diagnostics: [] });
  });
});

describe('a build.yaml that cannot be read is an error on the whole file', () => {
  const place: Readonly<Record<string, (directory: string) => void>> = {
    'is a folder': (directory) => mkdirSync(join(directory, 'build.yaml')),
    'is a symbolic link that leads out of the folder': (directory) =>
      symlinkSync('/etc/hostname', join(directory, 'build.yaml')),
    'is not an ordinary file': (directory) => execFileSync('mkfifo', [join(directory, 'build.yaml')]),
    'is larger than 64 KiB': (directory) => write(directory, 'build.yaml', '#'.repeat(70_000)),
  };

  test.each(Object.entries(place))('where it %s', async (why, put) => {
    const directory = box.workspace({ readme: '' });
    put(directory);
    const file = await readBuildFile(directory);
    expect(remarksOf(file)).toEqual([['0:0 error', expect.stringContaining(`build.yaml ${why}`)]]);
  });
});
