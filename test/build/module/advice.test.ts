import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { write } from '../support.ts';
import { API, goFiles, goSandbox, linesOf, program } from './support.ts';

const { workspace } = goSandbox();
const build = (source: string, more: Readonly<Record<string, string>> = {}) =>
  buildModule({ directory: workspace(goFiles(source, more)), useCache: false });

describe('a package whose import is missing is named', () => {
  test.each([
    ['strings', '\tapi.Info(strings.ToUpper("x"))\n', '10:11', '`"strings"`'],
    ['json', '\tjson.Marshal(1)\n', '10:2', '`"encoding/json"`'],
    ['utf8', '\t_ = utf8.RuneLen(1)\n', '10:6', '`"unicode/utf8"`'],
  ])('%s', async (name, body, place, spec) => {
    expect(linesOf(await build(program(body)))).toEqual([
      `go/main.go:${place} error: undefined: ${name}`,
      `go/main.go:${place} note: ${name} is a package whose import is missing: add ${spec} to the imports`,
    ]);
  });

  test('the API', async () => {
    const source = program('').replace(/import \([^)]*\)/, '');
    const [, note] = linesOf(await build(source));
    expect(note).toContain(`api is a package whose import is missing: add \`api "${API}/wasmapi/go"\``);
  });

  test('once for each name', async () => {
    const body = '\tapi.Info(strings.ToUpper("x"))\n\tapi.Info(strings.ToLower("y"))\n\tfmt.Print()\n';
    const { diagnostics } = await build(program(body));
    expect(diagnostics.map(({ line, severity }) => `${line} ${severity}`)).toEqual([
      '10 error',
      '10 note',
      '11 error',
      '12 error',
      '12 note',
    ]);
  });

  test('but not for a name that is no package of the standard library', async () => {
    const { diagnostics } = await build(program('\tconstructor()\n\thelper.Do()\n'));
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error', 'error']);
  });
});

describe('a name that is defined in a sibling file has a note there: only the named file is compiled', () => {
  test.each([
    ['a function', '\thelper()\n', 'func helper() {}\n', 4],
    ['a generic function', '\thelper[int]()\n', 'func helper[T any]() {}\n', 4],
    ['a variable', '\tapi.Info(helper)\n', 'var helper = "x"\n', 4],
    ['a variable of a group', '\tapi.Info(helper)\n', 'var (\n\thelper = "x"\n)\n', 5],
    ['a constant of a group', '\tapi.Info(helper)\n', 'const (\n\tfirst = ""\n\thelper = "x"\n)\n', 6],
    ['a type', '\tvar x helper\n\t_ = x\n', 'type helper struct{}\n', 4],
  ])('%s', async (_, body, definition, line) => {
    const result = await build(program(body), { 'go/util.go': `package main\n\n// helper\n${definition}` });
    expect(linesOf(result)).toEqual([
      expect.stringMatching(/^go\/main\.go:10:\d+ error: undefined: helper$/),
      expect.stringMatching(new RegExp(`^go/util\\.go:${line}:1 note: .*only main\\.go is compiled`)),
    ]);
  });

  test('even if it is called like a package', async () => {
    const result = await build(program('\tbytes()\n'), { 'go/util.go': 'package main\n\nfunc bytes() {}\n' });
    expect(linesOf(result)[1]).toMatch(/^go\/util\.go:3:1 note/);
  });

  test.each([
    ['a use of it', 'package main\n\nfunc other() {\n\thelper()\n}\n'],
    ['a comment', 'package main\n\n// func helper() {}\n'],
    ['a longer name', 'package main\n\nfunc helperTwo() {}\n'],
  ])('but not for %s', async (_, util) => {
    const result = await build(program('\thelper()\n'), { 'go/util.go': util });
    expect(linesOf(result)).toEqual(['go/main.go:10:2 error: undefined: helper']);
  });

  test('and a sibling that leads out of the folder is not read', async () => {
    const outside = workspace({ 'util.go': 'package main\n\nfunc helper() {}\n' }, 'outside');
    const directory = workspace(goFiles(program('\thelper()\n')));
    symlinkSync(join(outside, 'util.go'), join(directory, 'go/util.go'));
    expect(linesOf(await buildModule({ directory }))).toEqual(['go/main.go:10:2 error: undefined: helper']);
  });

  test('while a sibling that nobody needs may be there, wrong as it is', async () => {
    const directory = workspace(goFiles(program('')));
    write(directory, 'go/util.go', 'package main\n\nfunc main() { nonsense }\n');
    expect(await buildModule({ directory })).toMatchObject({ status: 'ok', diagnostics: [] });
  });
});
