import { describe, expect, it } from 'vitest';
import { NO_METADATA } from '../../../grader/gadget/metadata/metadata.ts';
import { parseMetadata } from '../../../grader/gadget/metadata/parse.ts';

interface Fault {
  readonly file: string;
  readonly at: string;
  readonly severity: string;
  readonly message: string;
}

async function faults(text: string): Promise<readonly Fault[]> {
  const { diagnostics } = await parseMetadata(text, 'meta/gadget.yaml');
  return diagnostics.map(({ file, line, column, severity, message }) => ({
    file,
    at: `${line}:${column}`,
    severity,
    message,
  }));
}

const error = (at: string, message: unknown): unknown => ({
  file: 'meta/gadget.yaml',
  at,
  severity: 'error',
  message,
});

describe('a wrong type in gadget.yaml is an error at its place', () => {
  it.each([
    ['- a\n- b', '1:1', 'a gadget.yaml must be a mapping (`key: value`)'],
    ['just text', '1:1', 'a gadget.yaml must be a mapping (`key: value`)'],
    ['name: [a]', '1:7', '`name` must be a text'],
    ['name: x\ndescription:\n  a: b', '3:3', '`description` must be a text'],
    ['annotations: [a]', '1:14', '`annotations` must be a mapping (`key: value`)'],
    ['annotations:\n  a: { b: c }', '2:6', 'annotation `a` must be a text'],
    ['datasources: open', '1:14', '`datasources` must be a mapping (`key: value`)'],
    ['datasources:\n  open: 3', '2:9', 'data source `open` must be a mapping (`key: value`)'],
    ['datasources:\n  open:\n    tags: { a: b }', '3:11', '`tags` must be a list of texts'],
    [
      'datasources:\n  open:\n    fields:\n      - flags',
      '4:7',
      'the fields of `open` must be a mapping (`key: value`)',
    ],
    [
      'datasources:\n  open:\n    fields:\n      flags: wide',
      '4:14',
      'field `flags` must be a mapping (`key: value`)',
    ],
    [
      'datasources: { open: { fields: { a: { annotations: { columns.width: [3] } } } } }',
      '1:69',
      'annotation `columns.width` must be a text',
    ],
    ['params: 3', '1:9', '`params` must be a mapping (`key: value`)'],
    ['params:\n  wasm: [a]', '2:9', '`params.wasm` must be a mapping (`key: value`)'],
    ['params:\n  wasm:\n    a: b', '3:8', 'parameter `a` must be a mapping (`key: value`)'],
    ['params:\n  wasm:\n    a: { isMandatory: 1 }', '3:23', '`isMandatory` must be true or false'],
    [
      'params:\n  wasm:\n    a: { key: "two words" }',
      '3:5',
      '`two words` cannot be the name of a flag; letters, digits, - and _ can',
    ],
    ['params:\n  wasm:\n    a: { alias: long }', '3:5', 'the alias `long` of `a` must be one letter'],
    ['paramDefaults:\n  a: [b]', '2:6', '`a` must be a text'],
  ])('%j', async (text, at, message) => {
    expect((await faults(text))[0]).toEqual(error(at, message));
  });

  it('and every one of them is told, in the order of the file', async () => {
    const found = await faults('params: 3\nname: [a]\nnmae: x\ndescription: { a: b }');
    expect(found.map(({ at, severity }) => `${at} ${severity}`)).toEqual([
      '1:9 error',
      '2:7 error',
      '3:1 warning',
      '4:14 error',
    ]);
  });
});

describe('what is no YAML is an error at its place, and nothing of it counts', () => {
  it.each([
    ['name: "open', '1:12', /quote/],
    ['name: x\n\tdescription: y', '2:1', /tab/i],
    ['name: x\n  description: y', '1:7', /Nested mappings/],
    ['name: x\nname: y', '2:1', /unique/],
    ['name: x\n---\nname: y', '2:1', /one document/],
    ['datasources: { open: { fields: {', '1:33', /end with a }/],
  ])('%j', async (text, at, message) => {
    expect((await parseMetadata(text, 'gadget.yaml')).metadata).toEqual(NO_METADATA);
    expect(await faults(text)).toEqual([error(at, expect.stringMatching(message))]);
  });

  it.each([
    ['in brackets', `name: ${'['.repeat(50_000)}${']'.repeat(50_000)}`, '1:105'],
    ['in brackets that nobody closes', `name: ${'['.repeat(50_000)}`, '1:105'],
    ['in lists', `name:\n  ${'- '.repeat(50_000)}x`, '2:199'],
    ['in lines', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), '100:100'],
  ])('neither what is nested beyond all measure %s', async (_, text, at) => {
    expect(await faults(text)).toEqual([error(at, 'it is nested too deeply')]);
  });

  it('nor what stands for far too much', async () => {
    const fields = Array.from({ length: 300 }, (_, at) => `f${at}: {}`).join(', ');
    const sources = Array.from({ length: 300 }, (_, at) => `ds${at}: *many`).join(', ');
    const text = `x: &many { fields: { ${fields} } }\ndatasources: { ${sources} }`;
    expect(await faults(text)).toEqual([error('1:1', 'there are far too many entries')]);
  });

  it('an alias of nothing counts as nothing', async () => {
    const text = 'name: *later\ndescription: &later x\nsourceURL: *later';
    expect(await faults(text)).toEqual([error('1:7', 'there is no anchor `&later` before this alias')]);
    const { metadata } = await parseMetadata(text, 'gadget.yaml');
    expect(metadata).toEqual({ ...NO_METADATA, description: 'x', sourceURL: 'x' });
  });
});
