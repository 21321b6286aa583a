import { describe, expect, test } from 'vitest';
import { readBuildFile } from '../../../grader/build/index.ts';
import { sandbox } from '../support.ts';
import { readText, remarksOf } from './support.ts';

const box = sandbox();
const DEFAULTS = { ebpfSource: 'program.bpf.c', wasm: undefined, metadata: 'gadget.yaml', cflags: [] };

describe('what build.yaml does not say has its default', () => {
  test('where there is no build.yaml', async () => {
    const file = await readBuildFile(box.workspace({ 'program.bpf.c': '' }));
    expect(file).toEqual({ ...DEFAULTS, exists: false, places: {}, diagnostics: [] });
  });

  test('where there is no workspace', async () => {
    expect(await readBuildFile(`${box.root}/nowhere`)).toMatchObject({ exists: false, diagnostics: [] });
  });

  test.each([
    ['is empty', ''],
    ['has blank lines only', '\n  \n\n'],
    ['has comments only', '# nothing\n# yet\n'],
    ['is the word null', 'null\n'],
    ['is an empty mapping', '{}\n'],
    ['begins and ends a document', '---\n...\n'],
  ])('where it %s', async (_, text) => {
    const file = await readText(box, text);
    expect(file).toEqual({ ...DEFAULTS, exists: true, places: {}, diagnostics: [] });
  });

  test.each([
    ['ebpfsource: my.bpf.c\n', { ebpfSource: 'my.bpf.c' }],
    ['wasm: go/main.go\n', { wasm: 'go/main.go' }],
    ['metadata: my.yaml\n', { metadata: 'my.yaml' }],
    ['cflags: -DDEBUG\n', { cflags: ['-DDEBUG'] }],
  ])('for every other key than that of %j', async (text, said) => {
    expect(await readText(box, text)).toMatchObject({ ...DEFAULTS, ...said, diagnostics: [] });
  });
});

describe('a value', () => {
  test('has its place, from 1', async () => {
    const text = '# four\nebpfsource: a.bpf.c\nwasm:   "b.go"\nmetadata: c.yaml\ncflags: >-\n  -DA\n  -DB\n';
    const file = await readText(box, text);
    expect(file.places).toEqual({
      ebpfsource: { line: 2, column: 13 },
      wasm: { line: 3, column: 9 },
      metadata: { line: 4, column: 11 },
      cflags: { line: 5, column: 9 },
    });
    expect(file).toMatchObject({ cflags: ['-DA', '-DB'], diagnostics: [] });
  });

  test.each([
    ['in quotes', 'wasm: "go/main.go"\n'],
    ['in a flow mapping', '{wasm: go/main.go}\n'],
    ['as in JSON', '{"wasm": "go/main.go"}'],
    ['with CRLF lines', 'wasm: go/main.go\r\nmetadata: gadget.yaml\r\n'],
    ['after a byte order mark', '\ufeffwasm: go/main.go\n'],
    ['after a document start', '---\nwasm: go/main.go\n'],
    ['on the next line', 'wasm:\n  go/main.go\n'],
    ['with a comment behind', 'wasm: go/main.go # here\n'],
  ])('may stand %s', async (_, text) => {
    expect(await readText(box, text)).toMatchObject({ wasm: 'go/main.go', diagnostics: [] });
  });

  test.each([
    ['./go/main.go', 'go/main.go'],
    ['go//main.go', 'go/main.go'],
    ['go/../other/main.go', 'other/main.go'],
    ['mein Gerät/小工具.go', 'mein Gerät/小工具.go'],
    ['..go/main.go', '..go/main.go'],
  ])('that is the path %j names %j', async (path, name) => {
    expect(await readText(box, `wasm: ${JSON.stringify(path)}\n`)).toMatchObject({
      wasm: name,
      diagnostics: [],
    });
  });
});

describe('an unknown key is ignored, with a warning where it stands', () => {
  test.each([
    ['ebpfsources: a.c\n', '1:1', 'did you mean `ebpfsource`?'],
    ['EbpfSource: a.c\n', '1:1', 'did you mean `ebpfsource`?'],
    ['# x\n\nwams: a.go\n', '3:1', 'did you mean `wasm`?'],
    ['meta-data: a.yaml\n', '1:1', 'did you mean `metadata`?'],
    ['cflags: ""\ncflag: -DX\n', '2:1', 'did you mean `cflags`?'],
    ['{wasm: a.go, flags: [1]}\n', '1:14', 'did you mean `cflags`?'],
    ['entirely-different: 1\n', '1:1', 'the keys are `ebpfsource`, `wasm`, `metadata`, `cflags`'],
  ])('in %j', async (text, place, help) => {
    const file = await readText(box, text);
    expect(file).toMatchObject({ ebpfSource: 'program.bpf.c', metadata: 'gadget.yaml', cflags: [] });
    expect(remarksOf(file)).toEqual([[`${place} warning`, expect.stringContaining(help)]]);
  });

  test('whatever it is called', async () => {
    const file = await readText(box, '__proto__: {}\nconstructor: 1\n1: 2\n"": x\n');
    expect(remarksOf(file).map(([place]) => place)).toEqual([
      '1:1 warning',
      '2:1 warning',
      '3:1 warning',
      '4:1 warning',
    ]);
    expect(file).toMatchObject(DEFAULTS);
  });
});
