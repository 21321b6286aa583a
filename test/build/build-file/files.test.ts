import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../../grader/build/index.ts';
import { artifactOf, SMALL, sandbox, snapshot } from '../support.ts';

const { workspace } = sandbox();
const remark = (severity: string, line: number, column: number, message: string) => ({
  file: 'build.yaml',
  line,
  column,
  severity,
  category: 'build.yaml',
  message: expect.stringContaining(message),
});

describe('the program', () => {
  test('is the file that ebpfsource names', async () => {
    const directory = workspace({ 'src/my.bpf.c': SMALL, 'build.yaml': 'ebpfsource: src/my.bpf.c\n' });
    expect(artifactOf(await buildGadget({ directory })).source).toBe('src/my.bpf.c');
  });

  test('has its own name in the errors of the compiler', async () => {
    const directory = workspace({
      'src/my.bpf.c': '\nint x = y;\n',
      'build.yaml': 'ebpfsource: src/my.bpf.c\n',
    });
    const { diagnostics } = await buildGadget({ directory });
    expect(diagnostics[0]).toMatchObject({ file: 'src/my.bpf.c', line: 2, column: 9, severity: 'error' });
  });

  test('that is named and missing is an error in build.yaml, even if the default is there', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL, 'build.yaml': '# x\nebpfsource: other.bpf.c\n' });
    const result = await buildGadget({ directory });
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(result.diagnostics).toEqual([
      remark('error', 2, 13, '`ebpfsource` names other.bpf.c, which is not there'),
    ]);
  });

  test('that is missing and not named is a wrong request', async () => {
    const directory = workspace({ 'build.yaml': 'metadata: gadget.yaml\n', 'gadget.yaml': '' });
    await expect(buildGadget({ directory })).rejects.toMatchObject({ kind: 'request', code: 'no-program' });
  });
});

describe('the metadata', () => {
  test.each([
    ['gadget.yaml by default', 'gadget.yaml', ''],
    ['what metadata names', 'meta/my.yaml', 'metadata: meta/my.yaml\n'],
  ])('is %s', async (_, file, text) => {
    const directory = workspace({ 'program.bpf.c': SMALL, 'build.yaml': text, [file]: 'name: x\n' });
    const result = await buildGadget({ directory });
    expect(result.diagnostics).toEqual([]);
    expect(artifactOf(result).metadata).toEqual({ file, text: 'name: x\n' });
  });

  test('need not be there', async () => {
    const result = await buildGadget({ directory: workspace({ 'program.bpf.c': SMALL }) });
    expect(result.diagnostics).toEqual([]);
    expect(artifactOf(result).metadata).toBeUndefined();
  });

  test('that is named and missing is a warning, built or cached', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL, 'build.yaml': 'metadata: my.yaml\n' });
    for (const useCache of [false, true, true]) {
      const result = await buildGadget({ directory, useCache });
      expect(result.status).not.toBe('failed');
      expect(result.diagnostics).toEqual([
        remark('warning', 1, 11, '`metadata` names my.yaml, which is not there'),
      ]);
    }
  });

  test('that is a folder is an error where it is named', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL, 'build.yaml': 'metadata: my.yaml\n' });
    mkdirSync(join(directory, 'my.yaml'));
    const { diagnostics } = await buildGadget({ directory });
    expect(diagnostics).toEqual([remark('error', 1, 11, 'my.yaml is a folder')]);
  });

  test('that is not named and leads out of the folder is an error on that file', async () => {
    const directory = workspace({ 'program.bpf.c': SMALL });
    symlinkSync('/etc/hostname', join(directory, 'gadget.yaml'));
    const result = await buildGadget({ directory });
    expect(result.status).toBe('failed');
    expect(result.diagnostics).toMatchObject([
      { file: 'gadget.yaml', line: 0, severity: 'error', message: expect.stringContaining('leads out') },
    ]);
  });
});

test('a gadget with errors in build.yaml is not built, and its warnings are told too', async () => {
  const directory = workspace({ 'program.bpf.c': SMALL, 'build.yaml': 'nope: 1\nwasm: 2\n' });
  const before = snapshot(directory);
  const result = await buildGadget({ directory });
  expect(result).toMatchObject({ status: 'failed', timedOut: false });
  expect(result.diagnostics).toEqual([
    remark('warning', 1, 1, '`nope` is no key of build.yaml'),
    remark('error', 2, 7, '`wasm` must be text, here is a number'),
  ]);
  expect(snapshot(directory)).toEqual(before);
});

test('a gadget with only warnings in build.yaml is built, with them', async () => {
  const directory = workspace({
    'program.bpf.c': 'static int f(void) { return 1; }\n',
    'build.yaml': 'nope: 1\n',
  });
  const result = await buildGadget({ directory });
  expect(result.diagnostics).toMatchObject([{ file: 'build.yaml' }, { file: 'program.bpf.c', line: 1 }]);
});
