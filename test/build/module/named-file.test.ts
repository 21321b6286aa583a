import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot } from '../support.ts';
import { GO_MOD, goFiles, goSandbox, linesOf, moduleOf, program, useEnvironment } from './support.ts';

const { root, workspace } = goSandbox();
const setEnvironment = useEnvironment();
/** The smallest module: magic and version. */
const WASM = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

const yaml = (name: string) => `# x\nwasm: ${name}\n`;

describe('a gadget without a module', () => {
  test.each([
    ['There is no build.yaml, so the gadget has no WASM module.', {}],
    ['build.yaml has no key `wasm`, so the gadget has no WASM module.', { 'build.yaml': 'cflags: -DA\n' }],
    [
      'There is no build.yaml, so the folder go/ is not built: write `wasm: go/main.go`',
      { 'go/main.go': '' },
    ],
    ['build.yaml has no key `wasm`, so the folder go/ is not built', { 'build.yaml': '', 'go/main.go': '' }],
  ])('is no failure: %s', async (reason, files) => {
    const result = await buildModule({ directory: workspace({ 'program.bpf.c': '', ...files }) });
    expect(result).toMatchObject({
      status: 'absent',
      reason: expect.stringContaining(reason),
      diagnostics: [],
    });
  });

  test('is told where a key is likely to be meant', async () => {
    const result = await buildModule({ directory: workspace({ 'build.yaml': 'wams: go/main.go\n' }) });
    expect(result.status).toBe('absent');
    expect(linesOf(result)).toEqual([expect.stringContaining('did you mean `wasm`?')]);
  });
});

describe('a module that is there already', () => {
  test('is taken as it is, and needs no Go', async () => {
    setEnvironment({ LAB_GO: '/nowhere/go' });
    const directory = workspace({ 'build.yaml': yaml('bin/my.wasm'), 'bin/my.wasm': WASM });
    const before = snapshot(directory);
    const result = await buildModule({ directory });
    expect(result).toMatchObject({
      status: 'ok',
      diagnostics: [],
      module: { source: 'bin/my.wasm', unused: [] },
    });
    expect(moduleOf(result).bytes).toEqual(WASM);
    expect(moduleOf(result).key).toMatch(/^[0-9a-f]{64}$/);
    expect(snapshot(directory)).toEqual(before);
  });

  test('may be one that Go made', async () => {
    const { bytes } = moduleOf(await buildModule({ directory: workspace(goFiles(program(''))) }));
    const directory = workspace({ 'build.yaml': yaml('my.wasm'), 'my.wasm': bytes });
    expect(Buffer.from(moduleOf(await buildModule({ directory })).bytes).equals(bytes)).toBe(true);
  });

  test.each([
    ['text', 'hello'],
    ['empty', ''],
    ['cut short', WASM.subarray(0, 6)],
    ['of another version', Uint8Array.from([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0])],
    ['a component', Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0])],
    ['an ELF object', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0])],
  ])('is refused where it is %s', async (_, content) => {
    const directory = workspace({ 'build.yaml': yaml('my.wasm'), 'my.wasm': content });
    expect(linesOf(await buildModule({ directory }))).toEqual([
      expect.stringMatching(/^build\.yaml:2:7 error: `wasm` names my\.wasm, which is no WebAssembly module/),
    ]);
  });

  test('is refused above 32 MiB', async () => {
    const large = new Uint8Array(32 * 1024 ** 2 + 1);
    large.set(WASM);
    const directory = workspace({ 'build.yaml': yaml('my.wasm'), 'my.wasm': large });
    expect(linesOf(await buildModule({ directory }))).toEqual([
      expect.stringContaining('is larger than 32 MiB'),
    ]);
  });
});

describe('a name in build.yaml that is of no use is an error there', () => {
  test.each([
    ['go/main.rs', 'ig builds it with cargo, which the lab does not'],
    ['go/main.c', 'the lab builds a .go file, or takes a .wasm file as it is'],
    ['Makefile', 'the lab builds a .go file'],
    ['go/missing.go', '`wasm` names go/missing.go, which is not there'],
    ['missing.wasm', '`wasm` names missing.wasm, which is not there'],
    ['folder.go', 'which is a folder'],
    ['folder.wasm', 'which is a folder'],
    ['out.go', 'is a symbolic link that leads out of the folder'],
    ['out.wasm', 'is a symbolic link that leads out of the folder'],
    ['out/main.go', 'is a symbolic link that leads out of the folder'],
    ['../main.go', 'leads out of the folder'],
  ])('%s', async (name, message) => {
    const outside = workspace({ 'main.go': program(''), 'go.mod': GO_MOD, 'my.wasm': WASM }, 'outside');
    const directory = workspace({
      'build.yaml': yaml(name),
      'go/main.rs': '',
      'go/main.c': '',
      Makefile: '',
    });
    mkdirSync(join(directory, 'folder.go'));
    mkdirSync(join(directory, 'folder.wasm'));
    symlinkSync(join(outside, 'main.go'), join(directory, 'out.go'));
    symlinkSync(join(outside, 'my.wasm'), join(directory, 'out.wasm'));
    symlinkSync(outside, join(directory, 'out'));
    const result = await buildModule({ directory });
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(linesOf(result)).toEqual([expect.stringMatching(/^build\.yaml:2:7 error: /)]);
    expect(linesOf(result)[0]).toContain(message);
  });

  test('and so is a go.mod that is a link out of the folder', async () => {
    const outside = workspace({ 'go.mod': GO_MOD }, 'outside');
    const directory = workspace({ 'build.yaml': yaml('go/main.go'), 'go/main.go': program('') });
    symlinkSync(join(outside, 'go.mod'), join(directory, 'go/go.mod'));
    expect(linesOf(await buildModule({ directory }))).toEqual([
      expect.stringMatching(/^go\/go\.mod:0:0 error: go\/go\.mod is a symbolic link that leads out/),
    ]);
  });
});

test('links that stay in the folder are followed, and the workspace may be one itself', async () => {
  const directory = workspace({
    'build.yaml': yaml('link.go'),
    'go/real.go': program(''),
    'go/go.mod': GO_MOD,
  });
  symlinkSync('go/real.go', join(directory, 'link.go'));
  symlinkSync('go/go.mod', join(directory, 'go.mod'));
  symlinkSync(directory, join(root, 'by-link'));
  const result = await buildModule({ directory: join(root, 'by-link') });
  expect(linesOf(result)).toEqual([]);
  expect(result.status).toBe('ok');
});
