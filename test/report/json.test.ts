import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../grader/model/project.ts';
import type { Verdict } from '../../grader/model/verdict.ts';
import { formatJson } from '../../grader/report/json.ts';
import { SAMPLES } from './samples.ts';
import { verdictOf } from './verdict.ts';

const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/check.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

function errorsOf(document: unknown): readonly string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('the JSON document', () => {
  test.each(Object.entries(SAMPLES))('is valid by docs/check.schema.json: %s', (_, step) => {
    expect(errorsOf(JSON.parse(formatJson(verdictOf(step))))).toEqual([]);
  });

  test('is valid where nothing could be judged at all', () => {
    const error = { code: 'no-root', message: 'Loading eBPF needs root.', hint: 'sudo lab check' };
    const verdict: Verdict = { ...verdictOf(), status: 'error', container: 'none', error };
    expect(errorsOf(JSON.parse(formatJson(verdict)))).toEqual([]);
  });

  test('holds what the verdict holds, and ends with a newline', () => {
    const verdict = verdictOf(...Object.values(SAMPLES));
    const text = formatJson(verdict);
    expect(JSON.parse(text)).toEqual(verdict);
    expect(text.endsWith('}\n')).toBe(true);
  });

  test('survives a BigInt and bytes in the evidence', () => {
    const [step] = Object.values(SAMPLES);
    if (step === undefined) throw new Error('no sample');
    const evidence = { small: 5n, large: 1n << 60n, bytes: Uint8Array.of(1, 255) };
    const kept = [{ id: '00/x', title: 'x', status: 'passed', evidence } as const];
    expect(JSON.parse(formatJson(verdictOf({ ...step, kept }))).steps[0].kept[0].evidence).toEqual({
      small: 5,
      large: '1152921504606846976',
      bytes: '01ff',
    });
  });
});

describe('the schema', () => {
  const valid = verdictOf(...Object.values(SAMPLES));
  const WRONG: readonly (readonly [string, unknown])[] = [
    ['another version', { ...valid, schemaVersion: 2 }],
    ['an unknown status', { ...valid, status: 'ok' }],
    ['no seed', { ...valid, seed: undefined }],
    ['steps that are no list', { ...valid, steps: {} }],
    ['a step without tasks', { ...valid, steps: [{ ...valid.steps[0], tasks: undefined }] }],
    ['an error status without the error', { ...valid, steps: [{ ...valid.steps[0], status: 'error' }] }],
    ['a failed check without what was found', withCheck({ id: 'a', title: 'A', status: 'failed' })],
    ['a module of unknown state', withModule({ status: 'built', durationMs: 1, diagnostics: [] })],
    ['an absent module without the reason', withModule({ status: 'absent', durationMs: 1, diagnostics: [] })],
    [
      'a module that broke nowhere',
      withModule({
        status: 'ok',
        durationMs: 1,
        diagnostics: [],
        run: { status: 'failed', log: [], output: '' },
      }),
    ],
    ['an image of unknown origin', withShare({ from: 'mail' })],
    ['a digest that is none', withShare({ digest: 'd88d' })],
    ['a digest of an image from nowhere', withShare({ from: undefined })],
    ['a registry of unknown answer', withShare({ registry: { status: 'maybe' } })],
    [
      'a registry that cannot be reached without the reason',
      withShare({ registry: { status: 'unreachable' } }),
    ],
    ['a check that waits for nothing', withCheck({ id: 'a', title: 'A', status: 'notRun' })],
  ];

  test.each(WRONG)('refuses %s', (_, document) => {
    expect(errorsOf(JSON.parse(JSON.stringify(document)))).not.toEqual([]);
  });

  test('allows fields that are added later', () => {
    expect(errorsOf(JSON.parse(JSON.stringify({ ...valid, machine: 'x' })))).toEqual([]);
  });

  function withModule(module: object): unknown {
    return { ...valid, steps: [{ ...valid.steps[0], module }] };
  }

  function withShare(change: object): unknown {
    const { shared } = SAMPLES;
    return { ...valid, steps: [{ ...shared, share: { ...shared?.share, ...change } }] };
  }

  function withCheck(check: object): unknown {
    return { ...valid, steps: [{ ...valid.steps[0], kept: [check] }] };
  }
});
