import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot } from '../support.ts';
import { goFiles, goSandbox, linesOf, program } from './support.ts';

const { temp, workspace } = goSandbox();
const SMALL = program('');
const build = (source: string, more: Readonly<Record<string, string>> = {}) =>
  buildModule({ directory: workspace(goFiles(source, more)), useCache: false });

describe('what Go refuses is an error where it stands', () => {
  test.each([
    ['a type', program('\tvar n int = "x"\n\t_ = n\n'), ['10:14 error: cannot use "x"']],
    [
      'everything, not only the first',
      program('\tone()\n\ttwo()\n\tthree()\n'),
      ['10:2 error: undefined: one', '11:2 error: undefined: two', '12:2 error: undefined: three'],
    ],
    [
      'a call, with what it has and what it wants',
      program('\treturn 1, 2\n'),
      ['10:12 error: too many return values; have (number, number); want (int32)'],
    ],
    [
      'a name that is there twice, with a note on the other place',
      program('', { more: 'func main() {}\n' }),
      ['15:6 error: main redeclared', '13:6 note: other declaration of main'],
    ],
    [
      'an import that nothing uses',
      program('', { imports: '\t"strings"\n' }),
      ['5:2 error: "strings" imported'],
    ],
    [
      'syntax',
      program('\tapi.Info("a"\n'),
      ['10:14 error: syntax error: unexpected newline', '11:2 error: syntax error'],
    ],
    ['a bracket that nothing closes', 'package main\n\nfunc x( {\n', ['3:9 error: syntax error']],
    ['a file without anything', '', ["1:1 error: expected 'package'"]],
    ['a NUL byte', `${SMALL}\0`, ['15:1 error: invalid NUL character']],
    [
      'another package',
      SMALL.replace('package main', 'package gadget'),
      ['1:1 error: a module must be `package main`'],
    ],
    ['cgo', program('', { imports: '\t"C"\n' }), ['5:1 error: cgo is not possible in a WASM module']],
    [
      'a package that is none',
      SMALL.replace('(', '(\n\t"strngs"'),
      ['4:2 error: package strngs is not in std'],
    ],
    [
      'an export that WASM cannot have',
      SMALL.replace('gadgetInit() int32', 'gadgetInit() string').replace('return 0', 'return ""'),
      ['8:6 error: go:wasmexport: unsupported result type string'],
    ],
    [
      'an embedded file that is missing',
      program('', { imports: '\t_ "embed"\n', more: '//go:embed nope.txt\nvar t string\n' }),
      ['14:12 error: pattern nope.txt: no matching files found'],
    ],
  ])('%s', async (_, source, expected) => {
    const result = await build(source);
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(linesOf(result)).toEqual(expected.map((line) => expect.stringContaining(`go/main.go:${line}`)));
  });

  test.each([
    ['no main', SMALL.replace('func main() {}', ''), 'function main is undeclared'],
    ['bytes that are no text', '\x7fELF\0\0', 'unexpected NUL'],
  ])('%s is an error on the whole file', async (_, source, message) => {
    const lines = linesOf(await build(source));
    expect(lines).toEqual([expect.stringMatching(`^go/main\\.go:0:0 error: .*${message}`)]);
  });

  test('columns count bytes, and text of other alphabets stays whole', async () => {
    const result = await build(program('\tapi.Info("grün"); größer()\n'));
    expect(linesOf(result)).toEqual(['go/main.go:10:21 error: undefined: größer']);
  });

  test('a thousand errors are a hundred', async () => {
    const wrong = Array.from({ length: 1000 }, (_, index) => `\tf${index}()\n`).join('');
    expect((await build(program(wrong))).diagnostics.length).toBeLessThanOrEqual(100);
  });

  test('an error in a package of the learner has the name of its file', async () => {
    const source = program('\tother.Do()\n', { imports: '\t"mygadget/other"\n' });
    const result = await build(source, { 'go/other/other.go': 'package other\n\nfunc Do() { wrong() }\n' });
    expect(linesOf(result)).toEqual(['go/other/other.go:3:13 error: undefined: wrong']);
  });

  test('in a folder with an odd name the file has its own name', async () => {
    const directory = workspace(goFiles(program('\tone()\n')), 'mein Gerät: 1:2: x');
    expect(linesOf(await buildModule({ directory }))).toEqual(['go/main.go:10:2 error: undefined: one']);
  });
});

describe('what is not refused', () => {
  test.each([
    ['a build tag for another system', `//go:build linux\n\n${SMALL}`],
    ['a byte order mark', `\ufeff${SMALL}`],
    ['CRLF lines', SMALL.replaceAll('\n', '\r\n')],
    ['no last newline', SMALL.trimEnd()],
  ])('is %s', async (_, source) => {
    expect(await build(source)).toMatchObject({ status: 'ok', diagnostics: [] });
  });
});

test('a failed build leaves the workspace and the temp folder as they were', async () => {
  for (const source of [program('\tone()\n'), 'package', program('\tx := 1\n\ty()\n')]) {
    const directory = workspace(goFiles(source));
    const before = snapshot(directory);
    expect((await buildModule({ directory })).status).toBe('failed');
    expect(snapshot(directory)).toEqual(before);
  }
  expect(readdirSync(temp)).toEqual([]);
});
