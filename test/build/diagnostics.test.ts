import { describe, expect, test } from 'vitest';
import { buildGadget } from '../../grader/build/index.ts';
import { errorsOf, isInstalled, SMALL, sandbox, useClang } from './support.ts';

const { workspace } = sandbox();
const setClang = useClang();

async function build(program: string, headers: Readonly<Record<string, string>> = {}) {
  return buildGadget({ directory: workspace({ 'program.bpf.c': program, ...headers }), useCache: false });
}

describe.each(['clang-19', 'clang-14'])('%s', (clang) => {
  const it = test.skipIf(!isInstalled(clang));
  const compile = (program: string, headers?: Readonly<Record<string, string>>) => {
    setClang(clang);
    return build(program, headers);
  };

  it('places an error and offers its fix-it', async () => {
    const result = await compile('int f(void)\n{\n\treturn 1\n}\n');
    const position = { line: 3, column: 10 };
    expect(result).toMatchObject({ status: 'failed', timedOut: false });
    expect(result.diagnostics).toEqual([
      {
        file: 'program.bpf.c',
        ...position,
        severity: 'error',
        category: 'Parse Issue',
        message: expect.any(String),
        fixIt: { file: 'program.bpf.c', start: position, end: position, text: ';' },
      },
    ]);
  });

  it('decodes a fix-it that replaces text', async () => {
    const result = await compile('struct s { int a; };\nint f(struct s *p) { return p.a; }\n');
    expect(result.diagnostics[0]).toMatchObject({
      line: 2,
      category: 'Semantic Issue',
      fixIt: { start: { line: 2, column: 30 }, end: { line: 2, column: 31 }, text: '->' },
    });
  });

  it('tells a warning by its flag', async () => {
    const result = await compile('int f(void)\n{\n\tint unused;\n\treturn 1;\n}\n');
    expect(result.status).toBe('ok');
    expect(result.diagnostics).toMatchObject([
      { line: 3, column: 6, severity: 'warning', category: '-Wunused-variable' },
    ]);
  });

  it('refuses a function that is not declared', async () => {
    const result = await compile('int f(void)\n{\n\treturn gadget_proces_populate();\n}\n');
    expect(errorsOf(result)).toMatchObject([
      { line: 3, column: 9, category: '-Wimplicit-function-declaration' },
    ]);
  });

  it('lets notes follow their error', async () => {
    const result = await compile('int f(int a);\nint f(char *a);\n');
    expect(result.diagnostics).toMatchObject([
      { severity: 'error', line: 2 },
      { severity: 'note', line: 1 },
    ]);
  });

  it('follows an error in an own header with the place of the include', async () => {
    const result = await compile('int a;\n#include "my.h"\n', { 'my.h': 'int b = c;\n' });
    expect(result.diagnostics).toMatchObject([
      { severity: 'error', file: 'my.h', line: 1, column: 9 },
      { severity: 'note', file: 'program.bpf.c', line: 2, category: 'Include' },
    ]);
  });

  it('calls system headers by their include names', async () => {
    const result = await compile('#include <bpf/bpf_helpers.h>\n');
    expect(errorsOf(result)[0]).toMatchObject({ file: 'bpf/bpf_helper_defs.h', category: 'Semantic Issue' });
    expect(result.diagnostics[1]).toMatchObject({ severity: 'note', file: 'program.bpf.c', line: 1 });
    const macro = await compile('#include <vmlinux.h>\n#include <gadget/macros.h>\nGADGET_TRACER(open);\n');
    expect(macro.diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'note', file: 'gadget/macros.h' }),
    );
  });

  it('places what the code generator refuses', async () => {
    const result = await compile('int f(int n)\n{\n\treturn n * 1.5;\n}\n');
    expect(errorsOf(result)[0]).toMatchObject({ file: 'program.bpf.c', line: 3, category: 'Backend Issue' });
  });

  it('reports a missing header', async () => {
    const result = await compile('#include <gadget/nope.h>\n');
    expect(result.diagnostics).toMatchObject([
      { severity: 'error', line: 1, column: 10, category: 'Lexical or Preprocessor Issue' },
    ]);
  });

  it('does not take a line of the source for a remark', async () => {
    const result = await compile('int f(void)\n{\nerror: return 0 1;\n}\n');
    expect(result.diagnostics).toMatchObject([{ severity: 'error', line: 3, category: 'Parse Issue' }]);
  });

  it('keeps every error after hundreds of warnings', async () => {
    const warnings = Array.from({ length: 300 }, (_, index) => `static int f${index}(void) { return 0; }`);
    const result = await compile(`${warnings.join('\n')}\n_Static_assert(0, "no");\nint x = nothing;\n`);
    expect(errorsOf(result)).toMatchObject([{ line: 301 }, { line: 302 }]);
  });

  it('stops after 20 errors', async () => {
    const wrong = Array.from({ length: 60 }, (_, index) => `int x${index} = y${index};`);
    const located = errorsOf(await compile(wrong.join('\n'))).filter(({ line }) => line > 0);
    expect(located).toHaveLength(20);
  });
});

test('columns count bytes, and text of other alphabets stays whole', async () => {
  const result = await build('_Static_assert(0, "zu groß");\n');
  expect(result.diagnostics[0]?.message).toContain('zu groß');
});

test('a program without fault has no remarks', async () => {
  expect((await build(SMALL)).diagnostics).toEqual([]);
});
