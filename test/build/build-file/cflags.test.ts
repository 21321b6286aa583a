import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../../grader/build/index.ts';
import { artifactOf, sandbox, write } from '../support.ts';
import { readText, remarksOf } from './support.ts';

const box = sandbox();
const yaml = (flags: string) => `cflags: ${JSON.stringify(flags)}\n`;

describe('cflags is split as a shell does', () => {
  test.each([
    ['', []],
    ['   ', []],
    [' -DA   -DB\t-DC\n', ['-DA', '-DB', '-DC']],
    ['-D A -U B', ['-DA', '-UB']],
    ['\'-DA=b c\' -DD="e f"', ['-DA=b c', '-DD=e f']],
    ['-DA=\\"x\\ y\\"', ['-DA="x y"']],
    ['"-DA=\\"x\\""', ['-DA="x"']],
    ['-DA=$HOME -DB=`id` -DC=*', ['-DA=$HOME', '-DB=`id`', '-DC=*']],
    ['-DF(x)=x+1', ['-DF(x)=x+1']],
    ['-I include -include my.h', ['-Iinclude', '-includemy.h']],
    ['-O2 -g -Wall -Wno-unused -Werror=format -std=gnu11 -mcpu=v3 -fno-inline', 8],
  ])('%j', async (flags, words) => {
    const file = await readText(box, yaml(flags));
    expect(file.diagnostics).toEqual([]);
    if (typeof words === 'number') expect(file.cflags).toHaveLength(words);
    else expect(file.cflags).toEqual(words);
  });

  test.each(['-DA="x', "-DA='x", '-DA \\'])('and %j is an error, as nothing closes it', async (flags) => {
    expect(remarksOf(await readText(box, yaml(flags)))).toEqual([
      ['1:9 error', expect.stringContaining('that nothing closes')],
    ]);
  });
});

describe('an option that loads code, writes files or reads them elsewhere is refused where it stands', () => {
  test.each([
    '-fplugin=./evil.so',
    '-fpass-plugin=evil.so',
    '-Xclang',
    '-load',
    '-mllvm',
    '-o',
    '-oout',
    '-MF',
    '-MMD',
    '-Wp,-MD,out',
    '-Wa,--x',
    '-Wl,-o,out',
    '--config=evil.cfg',
    '@flags.txt',
    '-B.',
    '-isystem',
    '-iquote.',
    '-include-pch',
    '-imacros',
    '--include=/etc/passwd',
    '--sysroot=/',
    '-target',
    '-target=x86_64',
    '-xc++',
    '-E',
    '-S',
    '-save-temps',
    '-ftime-trace=out',
    '-fprofile-instr-generate=out',
    '-fmodules',
    '-fmodules-cache-path=out',
    '-fembed-bitcode',
    '-fsanitize=address',
    '-serialize-diagnostics',
    '-gsplit-dwarf',
    '-gcc-toolchain',
    '-mcpu=@file',
    'other.c',
    '-',
    '-D1',
    "-DA'\n'",
    '-1',
  ])('%j', async (flag) => {
    const remarks = remarksOf(await readText(box, `# x\n${yaml(`-DA ${flag}`)}`));
    expect(remarks).toEqual([
      ['2:9 error', expect.stringMatching(/^`cflags` has `[^`]+`, which is not allowed; allowed are -D/)],
    ]);
  });

  test('each of them in an error of its own', async () => {
    const remarks = remarksOf(await readText(box, yaml('-o x.o -DA -I/usr')));
    expect(remarks.map(([place]) => place)).toEqual(['1:9 error', '1:9 error', '1:9 error']);
  });

  test('also where only one architecture makes it so', async () => {
    const file = await readText(box, yaml('-I../@ARCH@ -I@ARCH@/../..'));
    expect(remarksOf(file)).toHaveLength(2);
  });
});

describe('a program built with cflags', () => {
  const PROGRAM = 'char ARCH_IS_SET[] = NAME;\n#include "own.h"\nint value = OWN;\n';

  test.each(['amd64', 'arm64'] as const)(
    'has %s for @ARCH@, in values and in paths',
    async (architecture) => {
      const directory = box.workspace({
        'program.bpf.c': PROGRAM,
        'build.yaml': 'cflags: -DNAME=\\"for-@ARCH@\\" -Iinclude/@ARCH@\n',
        [`include/${architecture}/own.h`]: '#define OWN 1\n',
      });
      const { object } = artifactOf(await buildGadget({ directory, architecture }));
      expect(Buffer.from(object).includes(`for-${architecture}`)).toBe(true);
    },
  );

  test('is built anew when they change, and comes from the cache when they do not', async () => {
    const directory = box.workspace({
      'program.bpf.c': 'int value = VALUE;\n',
      'build.yaml': 'cflags: -DVALUE=1\n',
    });
    expect((await buildGadget({ directory })).status).toBe('ok');
    expect((await buildGadget({ directory })).status).toBe('cached');
    write(directory, 'build.yaml', 'cflags: -DVALUE=2\n');
    expect((await buildGadget({ directory })).status).toBe('ok');
  });

  test('is not built at all where one is refused, and nothing is written', async () => {
    const directory = box.workspace({ 'program.bpf.c': 'int x;\n', 'build.yaml': 'cflags: -MMD -o out.o\n' });
    mkdirSync(join(directory, 'out'));
    const result = await buildGadget({ directory, useCache: false });
    expect(result).toMatchObject({ status: 'failed', diagnostics: [{ line: 1 }, { line: 1 }, { line: 1 }] });
    expect(readdirSync(directory).toSorted()).toEqual(['build.yaml', 'out', 'program.bpf.c']);
  });
});
