import { describe, expect, test } from 'vitest';
import { buildModule } from '../../../grader/build/index.ts';
import { snapshot } from '../support.ts';
import { goFiles, goSandbox, linesOf, moduleOf, program } from './support.ts';

const { workspace } = goSandbox();
const MORE = 'func f(a, b int) int { return a + b }\n';
const build = (body: string) =>
  buildModule({ directory: workspace(goFiles(program(body, { more: MORE }))), useCache: false });

describe('variables that nothing uses yet do not stop the build', () => {
  test.each([
    ['one', '\tx := 1\n', ['10:2 x']],
    ['two of one line', '\tx, y := 1, 2\n', ['10:2 x', '10:5 y']],
    ['one that is only assigned to', '\tx := 1\n\tx = 2\n', ['10:2 x']],
    ['a declaration', '\tvar x int // "why { (\n', ['10:6 x']],
    ['a group of declarations', '\tvar (\n\t\tx int\n\t\ty = 2\n\t)\n', ['11:3 x', '12:3 y']],
    ['several lines', '\tx := f(1,\n\t\t2) +\n\t\t3\n\ty := []int{\n\t\t1,\n\t}\n', ['10:2 x', '13:2 y']],
    ['strings and runes', '\tx := `a\n{b` + "\\"}"\n\ty := \'"\'\n', ['10:2 x', '12:2 y']],
    ['a function in a function', '\tx := func() {\n\t\ty := 1\n\t}\n', ['10:2 x', '11:3 y']],
    ['a block on one line', '\tgo func() { x := 1 }()\n', ['10:14 x']],
    ['the head of an if', '\tif x := 1; true {\n\t} else if y := 1; true {\n\t}\n', ['10:5 x', '11:12 y']],
    ['the head of a for', '\tfor x, y := range []int{1} {\n\t}\n', ['10:6 x', '10:9 y']],
    ['other alphabets', '\tapi.Info("ü"); größe := "ü"\n', ['10:18 größe']],
    ['CRLF lines', '\tx := 1\r\n\ty := 2\r\n', ['10:2 x', '11:2 y']],
  ])('%s', async (_, body, places) => {
    const result = await build(body);
    const expected = places.map((place) => {
      const [at, name] = place.split(' ');
      return `go/main.go:${at} warning: declared and not used: ${name}`;
    });
    expect(linesOf(result)).toEqual(expected);
    expect(moduleOf(result).unused).toEqual(result.diagnostics);
  });

  test('and are told again when the module comes from the cache', async () => {
    const directory = workspace(goFiles(program('\tx := 1\n')));
    const before = snapshot(directory);
    const built = await buildModule({ directory });
    const cached = await buildModule({ directory });
    expect([built.status, cached.status]).toEqual(['ok', 'cached']);
    expect(moduleOf(cached)).toEqual(moduleOf(built));
    expect(moduleOf(cached).unused).toHaveLength(1);
    expect(cached.diagnostics).toEqual(built.diagnostics);
    expect(snapshot(directory)).toEqual(before);
  });
});

describe('beside another fault they are errors like it', () => {
  test.each([
    ['a name that is not there', '\tx := 1\n\ty()\n', ['10:2 error: declared', '11:2 error: undefined: y']],
    ['another value', '\tx := 1\n\treturn ""\n', ['10:2 error: declared', '11:9 error: cannot use ""']],
  ])('%s', async (_, body, expected) => {
    const result = await build(body);
    expect(result.status).toBe('failed');
    expect(linesOf(result)).toEqual(expected.map((line) => expect.stringContaining(`go/main.go:${line}`)));
  });

  test('an import that nothing uses', async () => {
    const source = program('\tx := 1\n', { imports: '\t"strings"\n' });
    const result = await buildModule({ directory: workspace(goFiles(source)) });
    expect(linesOf(result)).toEqual([
      'go/main.go:5:2 error: "strings" imported and not used',
      'go/main.go:11:2 error: declared and not used: x',
    ]);
  });

  test('those of another package stay errors', async () => {
    const source = program('\tother.Do()\n', { imports: '\t"mygadget/other"\n' });
    const other = 'package other\n\nfunc Do() {\n\tx := 1\n}\n';
    const result = await buildModule({
      directory: workspace(goFiles(source, { 'go/other/other.go': other })),
    });
    expect(linesOf(result)).toEqual(['go/other/other.go:4:2 error: declared and not used: x']);
  });
});
