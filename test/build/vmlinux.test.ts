import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildGadget, warmHeaders } from '../../grader/build/index.ts';
import { startsWithVmlinux } from '../../grader/build/vmlinux.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { artifactOf, errorsOf, GADGET, isInstalled, sandbox, sections, useClang } from './support.ts';

const { cache, root, workspace } = sandbox();
const setClang = useClang();
const precompiled = join(cache, 'gadget-lab/headers');

/** An empty conditional before the include: the module is not used, the meaning is the same. */
const PLAIN = GADGET.replace('// A comment may come first.\n', '#if 1\n#endif\n').replace(
  '#endif\n',
  '#endif //\n',
);

async function build(program: string) {
  return buildGadget({ directory: workspace({ 'program.bpf.c': program }), useCache: false });
}

/** The names in an object's BTF, as a sorted list of its string section's strings. */
function btfNames(object: Uint8Array): readonly string[] {
  const { section } = btfOf(object);
  const start = section.readUInt32LE(4) + section.readUInt32LE(16);
  const strings = section.subarray(start, start + section.readUInt32LE(20));
  // File names and source lines, which BTF.ext refers to, are in the same table.
  return strings
    .toString('latin1')
    .split('\0')
    .filter((text) => /^[A-Za-z_][A-Za-z0-9_ ]*$/.test(text))
    .toSorted();
}

/** BTF starts with its magic number and version, and a header of 24 bytes. */
function btfOf(object: Uint8Array): { readonly section: Buffer; readonly typeBytes: number } {
  const bytes = Buffer.from(object);
  const section = bytes.subarray(bytes.indexOf(Buffer.from([0x9f, 0xeb, 1, 0, 24, 0, 0, 0])));
  return { section, typeBytes: section.readUInt32LE(12) };
}

describe.each(['clang-19', 'clang-14'])('with %s', (clang) => {
  const it = test.skipIf(!isInstalled(clang));

  it('the precompiled header gives the same instructions and the same BTF as the header', async () => {
    setClang(clang);
    const quick = artifactOf(await build(GADGET)).object;
    const plain = artifactOf(await build(PLAIN)).object;
    const code = /^(tracepoint\/|\.rodata|\.maps|license)/;
    expect(sections(quick, code, root).size).toBeGreaterThanOrEqual(4);
    expect(sections(quick, code, root)).toEqual(sections(plain, code, root));
    expect(btfNames(quick)).toEqual(btfNames(plain));
    expect(btfOf(quick).typeBytes).toBe(btfOf(plain).typeBytes);
    expect(btfNames(quick)).toEqual(
      expect.arrayContaining(['event', 'filename', 'gadget_process', 'mntns_id', 'open_how', 'resolve']),
    );
  });

  it('a program that forgets #include <vmlinux.h> still fails', async () => {
    setClang(clang);
    await warmHeaders();
    const result = await build(GADGET.replace('#include <vmlinux.h>\n', ''));
    expect(result.status).toBe('failed');
    expect(errorsOf(result)[0]).toMatchObject({ file: 'bpf/bpf_helper_defs.h' });
  });
});

describe('the module stands for the header', () => {
  test.each([
    ['as the first line', '#include <vmlinux.h>\n', true],
    ['after comments and blank lines', '// one\n/* two\n * lines */\n\n  #include <vmlinux.h>', true],
    ['not after a definition', '#define BPF_NO_PRESERVE_ACCESS_INDEX\n#include <vmlinux.h>\n', false],
    ['not after another header', '#include "my.h"\n#include <vmlinux.h>\n', false],
    ["not for the learner's own vmlinux.h", '#include "vmlinux.h"\n', false],
    ['not inside a comment', '/* #include <vmlinux.h>\n', false],
    ['not in a comment that a backslash continues', '// \\\n#include <vmlinux.h>\n', false],
  ])('%s', (_, source, expected) => {
    expect(startsWithVmlinux(Buffer.from(source))).toBe(expected);
  });
});

test('a macro before the include still changes what the header means', async () => {
  const relocated = GADGET.replace('return 0;\n}', 'return ((struct task_struct *)ctx)->pid;\n}');
  const fixed = `#define BPF_NO_PRESERVE_ACCESS_INDEX\n${relocated}`;
  const [one, other] = [artifactOf(await build(relocated)), artifactOf(await build(fixed))];
  const relocations = (object: Uint8Array) => btfOf(object).section.length;
  expect(relocations(one.object)).not.toBe(relocations(other.object));
});

test("a macro of the learner's that bears the name of a kernel type hurts nobody", async () => {
  const result = await build(
    '#include <vmlinux.h>\n#define task_struct mine\nstruct task_struct { int a; } x;\n',
  );
  expect(result.status).toBe('ok');
});

test('errors read as if there were no module', async () => {
  const wrong = 'struct open_how { int a; };\nint x = nothing;\n';
  const quick = await build(`#include <vmlinux.h>\n${wrong}`);
  const plain = await build(`#include "/dev/null"\n#include <vmlinux.h>\n${wrong}`);
  const withoutLines = ({ diagnostics }: typeof quick) =>
    diagnostics.map((diagnostic) => ({
      ...diagnostic,
      line: diagnostic.file === 'vmlinux.h' ? diagnostic.line : 0,
    }));
  expect(errorsOf(quick)).toHaveLength(2);
  expect(withoutLines(quick)).toEqual(withoutLines(plain));
});

test('a damaged precompiled header is replaced, and the build does without it meanwhile', async () => {
  await warmHeaders();
  const [name = ''] = readdirSync(precompiled);
  for (const entry of readdirSync(precompiled)) truncateSync(join(precompiled, entry, 'vmlinux.pcm'), 5000);
  expect(await build(GADGET)).toMatchObject({ status: 'ok', diagnostics: [] });
  expect(name).not.toBe('');
  await warmHeaders();
  expect(await build(GADGET)).toMatchObject({ status: 'ok', diagnostics: [] });
});

test('several processes may precompile it at the same time', async () => {
  rmSync(precompiled, { recursive: true, force: true });
  const program = `import { warmHeaders } from ${JSON.stringify(join(projectRoot, 'grader/build/index.ts'))};
    void warmHeaders();`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      cwd: projectRoot,
      stdio: 'inherit',
    }),
  );
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0]);
  expect(readdirSync(precompiled)).toHaveLength(1);
  expect(await build(GADGET)).toMatchObject({ status: 'ok' });
});
