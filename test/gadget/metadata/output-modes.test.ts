import { describe, expect, it } from 'vitest';
import { LabError } from '../../../grader/model/error.ts';
import { chooseRun, type RunChoices, type RunOptions } from '../../../lab/commands/run-choices.ts';
import { openEvent } from '../layouts.ts';
import { metadataOf, show } from './show.ts';

const choose = async (yaml: string, options: Partial<RunOptions> = {}): Promise<RunChoices> =>
  chooseRun({ timeout: 0, ...options }, await metadataOf(yaml));

const annotated = (annotations: Readonly<Record<string, string>>, name = 'open'): string =>
  JSON.stringify({ datasources: { [name]: { annotations } } });

/** How events of `open` come out: by the first line of a run. */
async function shownAs(yaml: string, output?: string): Promise<string> {
  const { mode } = await choose(yaml, output === undefined ? {} : { output });
  const { text } = await show(yaml, { layout: openEvent, values: { filename: 'bar' } }, { mode });
  if (text === '') return 'none';
  if (text.startsWith('---\n')) return 'yaml';
  return text.startsWith('{\n') ? 'jsonpretty' : text.startsWith('{') ? 'json' : 'columns';
}

describe('how a data source is shown where -o says nothing', () => {
  it.each([
    [{}, 'columns'],
    [{ 'cli.default-output-mode': 'json' }, 'json'],
    [{ 'cli.default-output-mode': 'jsonpretty' }, 'jsonpretty'],
    [{ 'cli.default-output-mode': 'none' }, 'none'],
    [{ 'CLI.Default-Output-Mode': 'yaml' }, 'yaml'],
    [{ 'cli.default-output-mode': 'flamegraph' }, 'columns'],
    [{ 'cli.supported-output-modes': 'yaml, json' }, 'json'],
    [{ 'cli.supported-output-modes': 'json,columns' }, 'columns'],
    [{ 'cli.supported-output-modes': 'json,yaml', 'cli.default-output-mode': 'yaml' }, 'yaml'],
    [{ 'cli.supported-output-modes': 'json', 'cli.default-output-mode': 'yaml' }, 'json'],
    [{ 'cli.supported-output-modes': 'flamegraph' }, 'none'],
    [{ 'cli.clear-screen-before': 'true' }, 'columns'],
  ])('%j: %s', async (annotations, mode) => {
    expect(await shownAs(annotated(annotations))).toBe(mode);
  });

  it('is what gadget.yaml says of another one, if it is that one', async () => {
    expect(await shownAs(annotated({ 'cli.default-output-mode': 'json' }, 'other'))).toBe('columns');
  });

  it('is what paramDefaults says, before the data source has its say', async () => {
    const defaults = { paramDefaults: { 'operator.cli.output': 'yaml' } };
    expect(await shownAs(JSON.stringify(defaults))).toBe('yaml');
    const both = { ...defaults, ...JSON.parse(annotated({ 'cli.default-output-mode': 'json' })) };
    expect(await shownAs(JSON.stringify(both))).toBe('yaml');
    expect(await shownAs(JSON.stringify(both), 'jsonpretty')).toBe('jsonpretty');
  });
});

describe('-o', () => {
  it.each(['columns', 'json', 'jsonpretty', 'yaml', 'none'])('%s wins over gadget.yaml', async (mode) => {
    expect(await shownAs(annotated({ 'cli.default-output-mode': 'json' }), mode)).toBe(mode);
  });

  it.each([
    ['open:yaml', 'yaml'],
    ['other:yaml', 'json'],
    ['other:yaml,jsonpretty', 'jsonpretty'],
  ])('%s counts for the data source that it names', async (output, mode) => {
    expect(await shownAs(annotated({ 'cli.default-output-mode': 'json' }), output)).toBe(mode);
  });

  it.each(['json', 'none', 'open:json', 'other:columns'])(
    '%s is in order where gadget.yaml has only json',
    async (output) => {
      const yaml = annotated({ 'cli.supported-output-modes': 'json' });
      await expect(choose(yaml, { output })).resolves.toBeDefined();
    },
  );

  it.each([
    ['columns', 'json', '-o open:json'],
    ['open:yaml', 'json,columns', '-o open:columns'],
    ['columns', 'flamegraph', '-o open:none'],
  ])('%s is refused where gadget.yaml has only %s', async (output, supported, hint) => {
    const error = await choose(annotated({ 'cli.supported-output-modes': supported }), { output }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      kind: 'request',
      code: 'unsupported-output',
      hint: expect.stringContaining(hint),
    });
    expect((error as LabError).message).toContain('"open"');
  });
});

describe('paramDefaults', () => {
  const yaml = JSON.stringify({
    paramDefaults: {
      'operator.cli.fields': 'filename',
      'operator.LocalManager.containername': 'box',
    },
  });

  it('say what is shown, of which container', async () => {
    expect(await choose(yaml)).toEqual({
      mode: 'columns',
      fields: 'filename',
      containerName: 'box',
      host: false,
    });
  });

  it('give way to the command line', async () => {
    expect(await choose(yaml, { fields: 'flags', containername: 'other' })).toMatchObject({
      fields: 'flags',
      containerName: 'other',
    });
    expect(await choose(yaml, { host: true })).toMatchObject({ host: true, containerName: undefined });
  });

  it('can ask for the whole host', async () => {
    const host = JSON.stringify({ paramDefaults: { 'operator.LocalManager.host': 'true' } });
    expect(await choose(host)).toMatchObject({ host: true });
  });
});
