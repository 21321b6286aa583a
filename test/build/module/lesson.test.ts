import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { projectRoot } from '../../../grader/model/project.ts';
import { snapshot } from '../support.ts';
import { API, exportsOf, GO_MOD, goFiles, goSandbox, linesOf, moduleOf } from './support.ts';

const { root, temp, workspace } = goSandbox();
const ofProject = (path: string) => readFileSync(join(projectRoot, path), 'utf8');
const SOLUTION = ofProject('solutions/04-wasm/go/main.go');

describe("the lesson's program", () => {
  test('becomes a module with its exports, and comes from the cache then', async () => {
    const directory = workspace(goFiles(SOLUTION, { 'go/go.mod': ofProject('solutions/04-wasm/go/go.mod') }));
    const built = await buildModule({ directory });
    expect(built).toMatchObject({ status: 'ok', diagnostics: [] });
    const { bytes, key, source, unused } = moduleOf(built);
    expect({ source, unused }).toEqual({ source: 'go/main.go', unused: [] });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(exportsOf(bytes)).toEqual(
      expect.arrayContaining(['memory', '_initialize', 'gadgetInit', 'gadgetAPIVersion']),
    );
    const cached = await buildModule({ directory });
    expect(cached).toMatchObject({ status: 'cached', diagnostics: [], module: { key, source, unused } });
    expect(Buffer.from(moduleOf(cached).bytes).equals(bytes)).toBe(true);
  });

  test.each([
    ['blanks and quotes', 'my "first" \'gadget\' $HOME `x`'],
    ['other alphabets', 'mein Gerät 小工具'],
    ['signs of make and the shell', 'a#b%d:e;f&g\\h@v1.0=x,y'],
    ['a leading dash', '-o'],
  ])('may live in a folder whose name has %s; the bytes are the same', async (_, name) => {
    const plain = moduleOf(await buildModule({ directory: workspace(goFiles(SOLUTION)) }));
    const build = await buildModule({ directory: workspace(goFiles(SOLUTION), name), useCache: false });
    expect(linesOf(build)).toEqual([]);
    expect(Buffer.from(moduleOf(build).bytes).equals(plain.bytes)).toBe(true);
    expect(Buffer.from(plain.bytes).includes(root)).toBe(false);
  });

  test.each([
    ['go 1.23.0, as in the seed', GO_MOD.replace('1.24.0', '1.23.0')],
    ['go 1.16', GO_MOD.replace('1.24.0', '1.16')],
    ['a comment behind the version', GO_MOD.replace('1.24.0', '1.23.0 // old')],
    ['CRLF lines', GO_MOD.replace('1.24.0', '1.23.0').replaceAll('\n', '\r\n')],
    ['no go line', GO_MOD.replace('go 1.24.0\n', '')],
    ['a toolchain line', GO_MOD.replace('go 1.24.0', 'go 1.24.0\n\ntoolchain go1.99.0')],
    ['a group of requirements', `module main\n\ngo 1.23.0\n\nrequire (\n\t${API} v0.46.0\n)`],
  ])('needs no go.sum; go.mod may have %s and stays as it is', async (_, goMod) => {
    const directory = workspace(goFiles(SOLUTION, { 'go/go.mod': goMod }));
    const before = snapshot(directory);
    const build = await buildModule({ directory, useCache: false });
    expect(linesOf(build)).toEqual([]);
    expect(build.status).toBe('ok');
    expect(snapshot(directory)).toEqual(before);
    expect(readdirSync(temp)).toEqual([]);
  });

  test('is built as the step hands it out', async () => {
    const build = await buildModule({
      directory: workspace(goFiles(ofProject('steps/04-wasm/start/go/main.go'))),
    });
    expect(exportsOf(moduleOf(build).bytes)).toContain('gadgetInit');
    expect(linesOf(build)).toEqual([]);
  });

  test('may have its go.mod in a folder above, or be in the top folder itself', async () => {
    const above = workspace({ 'build.yaml': 'wasm: go/main.go\n', 'go/main.go': SOLUTION, 'go.mod': GO_MOD });
    const top = workspace({ 'build.yaml': 'wasm: my.go\n', 'my.go': SOLUTION, 'go.mod': GO_MOD });
    for (const directory of [above, top]) {
      expect(await buildModule({ directory, useCache: false })).toMatchObject({ status: 'ok' });
    }
  });
});
