import { describe, expect, it } from 'vitest';
import { type DeclaredParam, NO_METADATA } from '../../../grader/gadget/metadata/metadata.ts';
import { metadataOf } from './show.ts';

const WHOLE = `
name: trace open
description: Files as they are opened
homepageURL: https://example.org
documentationURL: https://example.org/docs
sourceURL: https://example.org/source
annotations:
  example.org/level: 3
datasources:
  open:
    annotations:
      cli.default-output-mode: json
    tags: [files]
    fields:
      runtime.containerName:
        annotations: { columns.width: 20, description: "the container: its name" }
        tags: [a, b]
      flags_decoded:
        annotations:
          columns.hidden: true
params:
  ebpf:
    targ_pid: { key: process, defaultValue: 12, description: one process }
    failed:
  wasm:
    level:
      key: depth
      description: how deep
      defaultValue: 0x10
      typeHint: uint8
      title: Depth
      alias: d
      isMandatory: true
paramDefaults:
  operator.cli.output: jsonpretty
  operator.LocalManager.Host: true
`;

const param = (said: Partial<DeclaredParam>): unknown => ({
  place: { line: expect.any(Number), column: expect.any(Number) },
  description: '',
  defaultValue: '',
  typeHint: '',
  alias: '',
  mandatory: false,
  ...said,
});

const annotation = (key: string, value: string, line: number, column: number): unknown => ({
  key,
  value,
  place: { line, column },
});

describe('a gadget.yaml', () => {
  it('says what the gadget is and how it is to be shown, every value as it is written', async () => {
    expect(await metadataOf(WHOLE)).toEqual({
      name: 'trace open',
      description: 'Files as they are opened',
      homepageURL: 'https://example.org',
      documentationURL: 'https://example.org/docs',
      sourceURL: 'https://example.org/source',
      annotations: { 'example.org/level': '3' },
      dataSources: [
        {
          name: 'open',
          place: { line: 10, column: 3 },
          annotations: { 'cli.default-output-mode': 'json' },
          fields: [
            {
              name: 'runtime.containerName',
              place: { line: 15, column: 7 },
              annotations: [
                annotation('columns.width', '20', 16, 39),
                annotation('description', 'the container: its name', 16, 56),
              ],
            },
            {
              name: 'flags_decoded',
              place: { line: 18, column: 7 },
              annotations: [annotation('columns.hidden', 'true', 20, 27)],
            },
          ],
        },
      ],
      params: {
        ebpf: [
          param({ id: 'targ_pid', key: 'process', defaultValue: '12', description: 'one process' }),
          param({ id: 'failed', key: '' }),
        ],
        wasm: [
          param({
            id: 'level',
            key: 'depth',
            description: 'how deep',
            defaultValue: '0x10',
            typeHint: 'uint8',
            alias: 'd',
            mandatory: true,
          }),
        ],
      },
      paramDefaults: { 'operator.cli.output': 'jsonpretty', 'operator.localmanager.host': 'true' },
    });
  });

  it('is read without regard to the case of its keys', async () => {
    const shouted = `
NAME: x
DataSources: { Open: { Annotations: { CLI.Default-Output-Mode: json }, FIELDS: { f: { ANNOTATIONS: { Columns.Width: 3 } } } } }
Params: { WASM: { level: { ISMANDATORY: TRUE, TypeHint: bool } } }`;
    expect(await metadataOf(shouted)).toMatchObject({
      name: 'x',
      dataSources: [
        {
          name: 'Open',
          annotations: { 'cli.default-output-mode': 'json' },
          fields: [{ annotations: [{ key: 'columns.width' }] }],
        },
      ],
      params: { wasm: [{ mandatory: true, typeHint: 'bool' }] },
    });
  });

  it.each([
    ['nothing at all', ''],
    ['a comment', '# later\n'],
    ['keys without values', 'name:\nannotations:\ndatasources:\nparams:\nparamDefaults:\n'],
  ])('that holds %s says nothing, which is in order', async (_, text) => {
    expect(await metadataOf(text)).toEqual(NO_METADATA);
  });

  it('may repeat itself by anchors, as often as it likes, and the last one before counts', async () => {
    const fields = (from: number, width: number): readonly string[] => [
      `      f${from}: &look { annotations: { columns.width: ${width} } }`,
      ...Array.from({ length: 1000 }, (_, at) => `      f${from + 1 + at}: *look`),
    ];
    const lines = ['datasources:', '  open:', '    fields:', ...fields(0, 8), ...fields(1001, 9)];
    const [open] = (await metadataOf(lines.join('\n'))).dataSources;
    const widths = open?.fields.map(({ annotations }) => annotations[0]?.value);
    expect(widths).toEqual([...Array(1001).fill('8'), ...Array(1001).fill('9')]);
  });
});
