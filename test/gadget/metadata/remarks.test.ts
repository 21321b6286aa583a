import { describe, expect, it } from 'vitest';
import { parseMetadata } from '../../../grader/gadget/metadata/parse.ts';

/** What the parser has to say, each with its place. */
async function remarks(text: string): Promise<readonly string[]> {
  const { diagnostics } = await parseMetadata(text, 'gadget.yaml');
  return diagnostics.map(
    ({ file, line, column, severity, message }) => `${file}:${line}:${column}: ${severity}: ${message}`,
  );
}

const inField = (annotation: string): string =>
  `datasources:\n  open:\n    fields:\n      flags:\n        annotations:\n          ${annotation}`;

describe('what a gadget.yaml says and nobody reads', () => {
  it.each([
    ['nmae: x', '1:1: warning: unknown key `nmae` is ignored; did you mean `name`?'],
    [
      'datasources: { open: { feilds: {} } }',
      '1:24: warning: unknown key `feilds` is ignored; did you mean `fields`?',
    ],
    ['params: { rust: {} }', '1:11: warning: unknown key `rust` is ignored; there is ebpf, wasm'],
    [
      'params: { ebpf: { x: { isMandatory: true } } }',
      '1:24: warning: unknown key `isMandatory` is ignored; there is key, defaultValue, description',
    ],
    [
      'datasources: { open: { fields: { a: { annotations: { columns.widht: 9 } } } } }',
      '1:69: warning: annotation `columns.widht` means nothing to the lab; did you mean `columns.width`?',
    ],
    [
      'datasources: { open: { annotations: { cli.default-mode: json } } }',
      '1:57: warning: annotation `cli.default-mode` means nothing to the lab; did you mean `cli.default-output-mode`?',
    ],
  ])('%s gets a word, and the rest counts', async (text, remark) => {
    expect(await remarks(text)).toEqual([`gadget.yaml:${remark}`]);
    expect(await parseMetadata(`${text}\ndescription: x`, 'gadget.yaml')).toMatchObject({
      metadata: { description: 'x' },
    });
  });

  it('gets no word where it is for others to read', async () => {
    const text = `
programs: { open_entry: { attach_to: gadget_program_disabled } }
operators: {}
datasources: { open: { fields: { a: { annotations: { formatters.timestamp.target: b, metrics.type: key } } } } }`;
    expect(await remarks(text)).toEqual([]);
  });
});

describe('the value of an annotation that cannot be is left out, with a warning that says what can be', () => {
  it.each([
    ['columns.width: wide', 'a whole number up to 1000, or `type`'],
    ['columns.width: -1', 'a whole number up to 1000, or `type`'],
    ['columns.minwidth: 1.5', 'a whole number up to 1000, or `type`'],
    ['columns.maxwidth: 1001', 'a whole number up to 1000, or `type`'],
    ['columns.alignment: center', '`left` or `right`'],
    ['columns.ellipsis: none', '`start`, `middle`, `end` or empty'],
    ['columns.hidden: yes', '`true` or `false`'],
    ['columns.fixed: 1', '`true` or `false`'],
    ['columns.hex: on', '`true` or `false`'],
    ['columns.alias: "a\\nb"', 'a text of one line'],
    ['columns.alias: ""', 'a text of one line'],
    ['columns.precision: 21', 'a whole number up to 20'],
    ['json.skip: never', '`true` or `false`'],
    ['template: nonsense', expect.stringMatching(/^one of timestamp, bytes, .*user_stack$/)],
  ])('%s', async (annotation, choice) => {
    const { metadata, diagnostics } = await parseMetadata(inField(annotation), 'gadget.yaml');
    expect(metadata.dataSources[0]?.fields).toMatchObject([{ name: 'flags', annotations: [] }]);
    expect(diagnostics).toMatchObject([{ severity: 'warning', line: 6 }]);
    expect(diagnostics[0]?.message.split(' is ignored; it must be ')[1]).toEqual(choice);
  });
});
