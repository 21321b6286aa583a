import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../grader/build/index.ts';
import { artifactOf, errorsOf, GADGET, SMALL, sandbox, sections, snapshot } from './support.ts';

const { temp, workspace, root } = sandbox();

describe('a program that compiles', () => {
  test('gives an eBPF object with BTF, line information and its programs', async () => {
    const result = await buildGadget({ directory: workspace({ 'program.bpf.c': GADGET }), useCache: false });
    expect(result).toMatchObject({ status: 'ok', diagnostics: [] });
    const { object, source, key } = artifactOf(result);
    expect(source).toBe('program.bpf.c');
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const found = sections(object, /^(tracepoint|\.BTF|license|\.maps)/, root);
    expect([...found.keys()]).toEqual(
      expect.arrayContaining([
        'tracepoint/syscalls/sys_enter_openat',
        'license',
        '.maps',
        '.BTF',
        '.BTF.ext',
      ]),
    );
  });

  test('may include its own headers from its own folders', async () => {
    const directory = workspace({
      'program.bpf.c': '#include "sizes.h"\n#include "deep/er.h"\nint a[SIZE], b = DEEPER;\n',
      'sizes.h': '#define SIZE 3\n',
      'deep/er.h': '#define DEEPER 5\n',
    });
    expect(await buildGadget({ directory })).toMatchObject({ status: 'ok' });
  });

  test('may be empty: the object has no programs', async () => {
    const result = await buildGadget({ directory: workspace({ 'program.bpf.c': '' }) });
    expect(artifactOf(result).object.length).toBeGreaterThan(0);
  });

  test.each([
    ['blanks and quotes', 'my "first" \'gadget\' $HOME `x`'],
    ['a newline', 'my\ngadget'],
    ['other alphabets', 'mein Gerät 小工具'],
    ['a leading dash', '-o'],
    ["make's and the shell's signs", 'a#b$c%d:e;f&g\\h'],
  ])('may live in a folder whose name has %s', async (_, name) => {
    const files = { 'program.bpf.c': '#include "my.h"\nint x = TEN;\n', 'my.h': '#define TEN 10\n' };
    expect(await buildGadget({ directory: workspace(files, name), useCache: false })).toMatchObject({
      status: 'ok',
    });
  });

  test('gives the same bytes wherever its folder is, where that is asked for', async () => {
    const build = (name: string) =>
      buildGadget({
        directory: workspace({ 'program.bpf.c': GADGET }, name),
        reproducible: true,
        useCache: false,
      });
    const [one, other] = [artifactOf(await build('a')), artifactOf(await build('another folder'))];
    expect(Buffer.from(one.object).equals(other.object)).toBe(true);
    expect(one.key).toBe(other.key);
  });

  test('keeps the place of its folder to itself', async () => {
    const directory = workspace({ 'program.bpf.c': GADGET });
    const { object } = artifactOf(await buildGadget({ directory, useCache: false }));
    expect(Buffer.from(object).includes(root)).toBe(false);
  });

  test('is also built for the other architecture', async () => {
    const directory = workspace({
      'program.bpf.c':
        '#ifdef __TARGET_ARCH_arm64\nchar arm64;\n#elif __TARGET_ARCH_x86\nchar amd64;\n#endif\n',
    });
    const arm64 = artifactOf(await buildGadget({ directory, architecture: 'arm64' }));
    const amd64 = artifactOf(await buildGadget({ directory, architecture: 'amd64' }));
    expect(Buffer.from(arm64.object).includes('arm64')).toBe(true);
    expect(Buffer.from(amd64.object).includes('arm64')).toBe(false);
    expect(arm64.key).not.toBe(amd64.key);
  });
});

describe('a workspace that cannot be built', () => {
  test('without a program is a wrong request', async () => {
    await expect(buildGadget({ directory: workspace({ 'other.c': SMALL }) })).rejects.toMatchObject({
      kind: 'request',
      code: 'no-program',
      hint: expect.stringContaining('lab start mygadget'),
    });
  });

  test('that does not exist is a wrong request', async () => {
    const directory = join(root, 'nowhere');
    await expect(buildGadget({ directory })).rejects.toMatchObject({ kind: 'request', code: 'no-program' });
  });

  test("with a folder in the program's place is a wrong request", async () => {
    const directory = workspace({ readme: '' });
    mkdirSync(join(directory, 'program.bpf.c'));
    await expect(buildGadget({ directory })).rejects.toMatchObject({
      kind: 'request',
      code: 'unreadable-program',
    });
  });

  test('with 10 MB of source is a wrong request', async () => {
    const directory = workspace({ 'program.bpf.c': Buffer.alloc(10_000_000, '\n') });
    await expect(buildGadget({ directory })).rejects.toMatchObject({ code: 'program-too-large' });
  });

  test('with a binary file fails with one remark at the first NUL byte', async () => {
    const directory = workspace({ 'program.bpf.c': Buffer.from('int x;\nab\0\0\0') });
    const result = await buildGadget({ directory });
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(result.diagnostics).toHaveLength(1);
    expect(result.diagnostics[0]).toMatchObject({
      file: 'program.bpf.c',
      line: 2,
      column: 3,
      severity: 'error',
    });
  });

  test('with bytes that are no text fails with a bounded number of errors', async () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => 1 + ((index * 7919) % 255)));
    const result = await buildGadget({ directory: workspace({ 'program.bpf.c': noise }) });
    expect(result.status).toBe('failed');
    expect(errorsOf(result).length).toBeGreaterThan(0);
    expect(errorsOf(result).length).toBeLessThanOrEqual(21);
  });
});

test('no build leaves anything in the workspace or in the temp folder', async () => {
  const sources = [GADGET, SMALL, 'int x = y;\n', '#include "missing.h"\n', 'int a\0'];
  for (const source of sources) {
    const directory = workspace({ 'program.bpf.c': source, 'notes.txt': 'mine' });
    const before = snapshot(directory);
    await buildGadget({ directory });
    expect(snapshot(directory)).toEqual(before);
  }
  expect(readdirSync(temp)).toEqual([]);
});
