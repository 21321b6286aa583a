import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot, write } from '../support.ts';
import { API, GO_MOD, goFiles, goSandbox, linesOf, program, useEnvironment } from './support.ts';

const { root, workspace } = goSandbox();
const setEnvironment = useEnvironment();

test('a missing go.mod is told with the lines that it needs', async () => {
  const directory = workspace({ 'build.yaml': 'wasm: go/main.go\n', 'go/main.go': program('') });
  const result = await buildModule({ directory });
  expect(result).toMatchObject({ status: 'failed', timedOut: false });
  expect(linesOf(result)).toEqual([
    `go/go.mod:0:0 error: there is no go/go.mod; write one with the lines \`module main\`, \`go 1.24.0\` and \`require ${API} v0.46.0\``,
  ]);
});

test('one above the workspace does not count', async () => {
  const directory = workspace({
    'go.mod': GO_MOD,
    'inner/build.yaml': 'wasm: main.go\n',
    'inner/main.go': program(''),
  });
  const result = await buildModule({ directory: `${directory}/inner` });
  expect(linesOf(result)).toEqual([expect.stringContaining('go.mod:0:0 error: there is no go.mod')]);
});

describe('a go.mod that cannot work is told on its line', () => {
  test.each([
    [
      'asks for a Go above this one',
      GO_MOD.replace('1.24.0', '1.99.0'),
      /^go\/go\.mod:3:1 error: this asks for Go 1\.99\.0, and Go \d\S* is here; write `go 1\.24\.0`$/,
    ],
    [
      'does not require the API',
      'module mygadget\n\ngo 1.24.0\n',
      /^go\/go\.mod:0:0 error: go\.mod does not require the gadget API; add `require \S+ v0\.46\.0`$/,
    ],
    [
      'requires another version of it',
      GO_MOD.replace('v0.46.0', 'v0.40.0'),
      /^go\/go\.mod:5:1 error: v0\.40\.0 of the gadget API is not on this machine; write v0\.46\.0/,
    ],
    [
      'requires a version of it that is none',
      GO_MOD.replace('v0.46.0', 'latest'),
      /^go\/go\.mod:5:1 error: latest of the gadget API is not on this machine; write v0\.46\.0/,
    ],
    [
      'replaces it by another version',
      `${GO_MOD}replace ${API} => ${API} v0.40.0\n`,
      /^go\/go\.mod:6:1 error: v0\.40\.0 of the gadget API is not on this machine; write v0\.46\.0/,
    ],
    [
      'has no module line',
      GO_MOD.replace('module mygadget\n', ''),
      /^go\/go\.mod:1:1 error: the line with the name of the module is missing: write `module main`$/,
    ],
    [
      'has a go line twice',
      GO_MOD.replace('go 1.24.0', 'go 1.24.0\ngo 1.25'),
      /^go\/go\.mod:4:0 error: repeated/,
    ],
    ['has a go line that is none', GO_MOD.replace('1.24.0', 'latest'), /^go\/go\.mod:3:\d* error: /],
    ['is binary', '\0\x01\x02\n', /^go\/go\.mod:1:\d+ error: /],
    ['is empty', '', /^go\/go\.mod:1:1 error: the line with the name of the module is missing/],
  ])('%s', async (_, goMod, expected) => {
    const directory = workspace(goFiles(program(''), { 'go/go.mod': goMod }));
    const before = snapshot(directory);
    const result = await buildModule({ directory, useCache: false });
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(linesOf(result)[0]).toMatch(expected);
    expect(linesOf(result)).toHaveLength(1);
    expect(snapshot(directory)).toEqual(before);
  });

  test.each(['example.com/nowhere', 'example.com/nowhere/pkg'])(
    'requires what is not on this machine, for the import %s',
    async (path) => {
      const source = program('', { imports: `\t_ "${path}"\n` });
      const goMod = `${GO_MOD}\nrequire example.com/nowhere v1.2.3\n`;
      const result = await buildModule({ directory: workspace(goFiles(source, { 'go/go.mod': goMod })) });
      expect(linesOf(result)).toEqual([
        expect.stringMatching(
          /^go\/go\.mod:7:1 error: example\.com\/nowhere@v1\.2\.3 is not in Go's module cache; do without it/,
        ),
      ]);
    },
  );

  test('but the pinned API, where it is missing, is the fault of the machine', async () => {
    const moduleCache = join(root, 'mod');
    // A header is there and the rest is not, as after a download that was cut off.
    write(moduleCache, `${API}@v0.46.0/include/gadget/macros.h`, '');
    setEnvironment({ GOMODCACHE: moduleCache });
    const source = program('', { imports: '\t_ "example.com/nowhere"\n' });
    await expect(
      buildModule({ directory: workspace(goFiles(source)), useCache: false }),
    ).rejects.toMatchObject({
      kind: 'machine',
      code: 'no-headers',
      hint: expect.stringContaining('npm run setup'),
    });
  });
});

describe('an import that nothing provides is told where it stands, without a download', () => {
  test.each([
    [
      'of nobody',
      `${API}/wasmapi/go"\n\t_ "example.com/nowhere/pkg`,
      '5:2',
      "example.com/nowhere/pkg is not in Go's",
    ],
    ['beside the API', 'github.com/inspektor-gadget/gadget/wasmapi/go', '4:2', "is not in Go's module cache"],
    ['below the API', `${API}/wasmapi/golang`, '4:2', `its package is ${API}/wasmapi/go`],
    ['of all of the API', API, '4:2', `its package is ${API}/wasmapi/go`],
  ])('%s', async (_, path, place, message) => {
    const source = program('').replace(`${API}/wasmapi/go`, path);
    const result = await buildModule({ directory: workspace(goFiles(source)) });
    expect(linesOf(result)).toEqual([expect.stringMatching(`^go/main\\.go:${place} error: `)]);
    expect(result.diagnostics[0]?.message).toContain(message);
  });

  test('several that go.mod requires in the order of its lines', async () => {
    const source = program('', { imports: '\t_ "example.com/b"\n\t_ "example.com/a"\n' });
    const goMod = `${GO_MOD}require (\n\texample.com/a v1.0.0\n\texample.com/b v2.0.0+incompatible\n)\n`;
    const result = await buildModule({ directory: workspace(goFiles(source, { 'go/go.mod': goMod })) });
    expect(result.diagnostics.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'go/go.mod:7',
      'go/go.mod:8',
    ]);
  });

  test('while one that go.mod requires and nothing imports does not matter', async () => {
    const files = { 'go/go.mod': `${GO_MOD}require example.com/a v1.0.0\n` };
    const result = await buildModule({ directory: workspace(goFiles(program(''), files)) });
    expect(result).toMatchObject({ status: 'ok', diagnostics: [] });
  });
});
