import { describe, expect, test } from 'vitest';
import type { ModuleRun } from '../../../../grader/model/module.ts';
import { captureOf04, MODULE_BUILT, MODULE_DRAFT, RIGHT_MODULE, runOver } from '../../module.ts';
import { BUILT, judgeRun } from '../../verdicts.ts';
import { RUN_CASES } from './run-cases.ts';
import { changed, diagnose, fault, host, judge, lineWith } from './support.ts';

describe('a module that goes wrong', () => {
  test.each(RUN_CASES)('is explained: $what', ({ edits, module, id, line, says }) => {
    const text = changed(edits);
    const [first] = diagnose(text, module);
    expect(first).toMatchObject({ id, message: expect.stringMatching(says), file: 'go/main.go' });
    expect(first?.line).toBe(line === undefined ? undefined : lineWith(text, line));
    expect(first?.see).toMatch(/^steps\/04-wasm#task-/);
  });

  test.each(RUN_CASES)('is told once, without what follows from it: $what', ({ edits, module }) => {
    expect(diagnose(changed(edits), module)).toHaveLength(1);
  });
});

describe('what the module is not to blame for', () => {
  test('a data source that the program calls otherwise is mended in the program', () => {
    const capture = captureOf04();
    const log = [host('getDataSource: there is no data source "open". There are: "opens"')];
    const { run } = runOver(capture, { ...RIGHT_MODULE, log, fields: [], subscriptions: [] });
    const text = 'GADGET_TRACER_MAP(events, 4096);\n\nGADGET_TRACER(opens, events, event);\n';
    const program = { file: 'program.bpf.c', text };
    const verdict = judgeRun(
      '04',
      { kind: 'captured', capture },
      { ...BUILT, program },
      { build: MODULE_BUILT, run },
    );
    expect(verdict.diagnoses.find(({ id }) => id === 'unknown-data-source')).toMatchObject({
      file: 'program.bpf.c',
      line: 3,
      column: 15,
    });
  });
});

describe('where there is nothing to be sure of, nothing is said', () => {
  test.each([
    [
      'a refusal that did no harm',
      { log: [host('fieldGetScalar: the field "flags" of "open" has 4 bytes, the number has 8')] },
    ],
    [
      'a data source that was looked for in vain, for something else',
      { log: [host('getDataSource: there is no data source "words". There are: "open"')] },
    ],
  ])('%s', (_what, module) => {
    expect(diagnose(changed([]), module)).toEqual([]);
  });

  test('two loops that may both go on for ever are not told apart', () => {
    const loop = '\tfor flags != 0 {\n\t\tflags = flags>>1 | 1\n\t}\n';
    const text = changed([['\tvar words []string\n', `\tvar words []string\n${loop}${loop}`]]);
    const [found] = diagnose(text, {
      fault: fault('callback', 'timeout', 'The callback did not come back within 1 s.'),
    });
    expect(found).not.toHaveProperty('line');
  });

  test('a loop that is not run in that phase is not blamed', () => {
    const text = changed([['func gadgetInit() int32 {\n', 'func gadgetInit() int32 {\n\tfor {\n\t}\n']]);
    const [found] = diagnose(text, {
      fault: fault('callback', 'timeout', 'The callback did not come back within 1 s.'),
    });
    expect(found).not.toHaveProperty('line');
  });
});

test('variables that are not used are named, and the first has its place', () => {
  const { run } = runOver(captureOf04(), { ...RIGHT_MODULE, decode: () => '' });
  const verdict = judge(MODULE_DRAFT, run as Partial<ModuleRun> & { decode: () => '' });
  expect(verdict.diagnoses[0]).toMatchObject({
    id: 'unused-variables',
    line: 60,
    message:
      '2 variables are declared and not used: `flags`, `decoded`. Go, and so `ig image build`, refuses the module until they are used.',
  });
});
