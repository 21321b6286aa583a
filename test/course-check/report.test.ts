import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { CourseReport, Part, PartReport } from '../../grader/course-check/finding.ts';
import { courseJson } from '../../grader/course-check/report/document.ts';
import { courseText } from '../../grader/course-check/report/text.ts';
import { projectRoot } from '../../grader/model/project.ts';

const schema = JSON.parse(readFileSync(join(projectRoot, 'docs/course-check.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, strictRequired: false, allErrors: true }).compile(schema);

const part = (part: Part, rest: Partial<PartReport> = {}): PartReport => ({
  ...{ part, status: 'passed', checked: 2, runs: 2, faults: 0 },
  ...{ falsePasses: 0, falseFails: 0, wrongDiagnoses: 0, notJudged: 0, ...rest },
});

const WELL: CourseReport = {
  root: '/course',
  status: 'passed',
  durationMs: 61_234,
  seeds: 20,
  steps: ['00-first', '01-second'],
  mistakeKinds: 1,
  parts: [
    part('schema', { runs: 0 }),
    part('static', { runs: 0 }),
    part('starts'),
    part('solutions', { runs: 40 }),
    part('right', { checked: 0, runs: 0 }),
    part('wrong'),
  ],
  findings: [],
  notJudged: [],
  notes: [],
};

const SPOILED: CourseReport = {
  ...WELL,
  status: 'error',
  parts: [
    part('schema', { runs: 0 }),
    part('static', { runs: 0, status: 'failed', faults: 1 }),
    part('starts', { status: 'notChecked', checked: 0, runs: 0, reason: 'not asked for' }),
    part('solutions', { status: 'failed', runs: 40, falseFails: 1 }),
    part('right', { checked: 0, runs: 0, status: 'failed', faults: 3 }),
    part('wrong', { status: 'error', checked: 12, wrongDiagnoses: 1, notJudged: 2 }),
  ],
  findings: [
    {
      ...{ part: 'static', kind: 'fault', step: '00-first', file: 'steps/00-first/README.md', line: 12 },
      message: 'the link `\x1b[31m` leads to a heading that is not there',
    },
    {
      ...{ part: 'solutions', kind: 'false-fail', step: '01-second', file: 'solutions/01-second' },
      ...{
        message: 'it does not pass with every seed',
        expected: 'passes every task',
        actual: 'fails flags',
      },
      seeds: Array.from({ length: 12 }, (_, index) => index + 1),
    },
    {
      ...{
        part: 'wrong',
        kind: 'wrong-diagnosis',
        step: '01-second',
        file: 'test/wrong-programs/01-second/x.patch',
      },
      ...{ message: 'another cause comes first', expected: 'mode-taken', actual: 'no diagnosis', seeds: [1] },
    },
  ],
  notJudged: [
    {
      part: 'wrong',
      step: '01-second',
      code: 'no-go',
      message: 'There is no Go.',
      hint: 'npm run setup',
      count: 2,
    },
  ],
  notes: ['The layout of C files was not checked: clang-format is not installed.'],
};

const text = (report: CourseReport) => courseText(report, { paint: (_colour, text) => text, width: 100 });

describe('the report for people', () => {
  it('is a table where all is well', () => {
    expect(text(WELL)).toBe(
      [
        '                                         false  false      wrong     not',
        '                     looked at  faults  passes  fails  diagnoses  judged',
        '✓ step.yaml                  2       0',
        '✓ texts and files            2       0',
        '✓ starting states            2       0       0      0                  0',
        '✓ solutions        2 (40 runs)       0       0      0                  0',
        '✓ right programs          none',
        '✓ wrong programs    2 (1 kind)       0       0      0          0       0',
        '',
        'All is well with 2 steps. (61.2 s)',
        '',
      ].join('\n'),
    );
  });

  it('has each offender with what was expected and what came, and then the table', () => {
    expect(text(SPOILED)).toBe(
      [
        'Texts and files',
        '  ✗ steps/00-first/README.md:12: the link `\\x1b[31m` leads to a heading that is not there',
        '',
        'Solutions',
        '  ✗ solutions/01-second: false fail: it does not pass with every seed',
        '    expected passes every task',
        '    got      fails flags',
        '    seeds    1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more',
        '',
        'Wrong programs',
        '  ✗ test/wrong-programs/01-second/x.patch: wrong diagnosis: another cause comes first',
        '    expected mode-taken',
        '    got      no diagnosis',
        '  ! 01-second: 2 programs could not be judged: There is no Go.',
        '    mend: npm run setup',
        '',
        '                                         false  false      wrong     not',
        '                     looked at  faults  passes  fails  diagnoses  judged',
        '✓ step.yaml                  2       0',
        '✗ texts and files            2       1',
        '✗ solutions        2 (40 runs)       0       0      1                  0',
        '✗ right programs             0       3',
        '! wrong programs   12 (1 kind)       0       0      0          1       2',
        '',
        'note: The layout of C files was not checked: clang-format is not installed.',
        '2 programs could not be judged here, and 3 things to mend. (61.2 s)',
        '',
      ].join('\n'),
    );
  });

  it('lets no escape through to the terminal', () => {
    expect(text(SPOILED)).not.toContain('\x1b');
  });
});

describe('docs/course-check.schema.json', () => {
  it.each([
    ['where all is well', WELL],
    ['where something is to be mended', SPOILED],
  ])('describes the document %s', (_what, report) => {
    const document = JSON.parse(courseJson(report, '1.2.3'));
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document).toMatchObject({ schemaVersion: 1, tool: { name: 'gadget-lab', version: '1.2.3' } });
  });

  it('is not the schema of anything', () => {
    const { seeds: _seeds, ...without } = JSON.parse(courseJson(WELL, '1.2.3'));
    expect(validate(without)).toBe(false);
    expect(validate({ ...JSON.parse(courseJson(WELL, '1.2.3')), status: 'well' })).toBe(false);
  });
});
