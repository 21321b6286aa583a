import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CourseReport } from '../../grader/course-check/finding.ts';
import type { Engine, EngineSession } from '../../grader/engine/engine.ts';
import { host } from '../../grader/engine/host.ts';
import { LabError } from '../../grader/model/error.ts';
import { projectRoot } from '../../grader/model/project.ts';
import { check, places } from '../course-check/check.ts';
import {
  type CourseFolder,
  makeCourse,
  RIGHT,
  SOLUTION,
  START,
  STEP,
  STEP_FILE,
  WRONG,
} from '../course-check/course.ts';
import { HEADER, OTHER_CLOCK, patchOf } from '../course-check/patch.ts';
import { startLab } from '../support/lab.ts';
import { makePlaces } from '../support/places.ts';
import { describeWith, requireBpf } from '../support/requires.ts';
import { watchLab } from '../support/session.ts';
import { walkThrough } from './walk-through.ts';

let course: CourseFolder;
beforeEach(async () => {
  course = await makeCourse();
});
afterEach(() => course.remove());

const summary = ({ findings }: CourseReport) =>
  findings.map(({ part, kind, file, expected, actual }) => ({ part, kind, file, expected, actual }));

/** The number of runs, false passes, false fails and wrong diagnoses of each part. */
const numbers = ({ parts }: CourseReport) =>
  Object.fromEntries(
    parts.map(({ part, runs, falsePasses, falseFails, wrongDiagnoses }) => [
      part,
      [runs, falsePasses, falseFails, wrongDiagnoses],
    ]),
  );

describeWith(requireBpf(), 'lab course check', () => {
  it('finds a new course well', async () => {
    const stages: string[] = [];
    const report = await check(course.root, { seeds: 3, onStage: (text) => stages.push(text) });
    expect({ status: report.status, findings: report.findings }).toEqual({ status: 'passed', findings: [] });
    expect(numbers(report)).toMatchObject({
      starts: [1, 0, 0, 0],
      solutions: [3, 0, 0, 0],
      wrong: [1, 0, 0, 0],
    });
    expect(stages).toContain('reading the course');
    // Some run at the same time, so the order of the first is anybody's.
    expect(stages).toContainEqual(expect.stringMatching(/^\d of 5: 00-first-event, as it begins$/));
    expect(stages).toContainEqual(expect.stringMatching(/^\d of 5: 00-first-event\/other-clock\.patch$/));
  });

  it('finds what passes and must not', async () => {
    await course.write(START, await course.read(SOLUTION));
    const harmless = await patchOf(course, HEADER, ['// What one event carries.', '// What it carries.']);
    await course.write(`${WRONG}/harmless.patch`, harmless);
    const report = await check(course.root);
    expect(summary(report)).toEqual([
      {
        ...{ part: 'starts', kind: 'false-pass', file: STEP_FILE },
        ...{ expected: 'passes template', actual: 'passes template, event' },
      },
      {
        ...{ part: 'wrong', kind: 'false-pass', file: `${WRONG}/harmless.patch` },
        ...{ expected: 'fails event', actual: 'everything passes' },
      },
    ]);
    expect(numbers(report)).toMatchObject({ starts: [1, 1, 0, 0], wrong: [2, 1, 0, 0] });
  });

  it('finds what fails and must not', async () => {
    const broken = await patchOf(course, { What: 'no text' }, ['gadget_submit_buf(', 'gadget_submit(']);
    await course.write(`${RIGHT}/broken.patch`, broken);
    await course.replace(START, 'SEC("license")', 'SEC("licence"');
    const report = await check(course.root, { only: 'right' });
    expect(summary(report)).toEqual([
      {
        ...{
          part: 'right',
          kind: 'false-fail',
          file: `${RIGHT}/broken.patch`,
          expected: 'passes every task',
        },
        actual: expect.stringMatching(/^fails template: builds \(The program compiles\)/),
      },
    ]);
    const starts = await check(course.root, { only: 'starts' });
    expect(summary(starts)).toMatchObject([
      {
        part: 'starts',
        kind: 'false-fail',
        expected: 'passes template',
        actual: expect.stringMatching(/^passes nothing/),
      },
    ]);
  });

  it('finds solutions that do not pass with every seed', async () => {
    await course.replace(SOLUTION, 'bpf_ktime_get_boot_ns()', 'bpf_ktime_get_ns()');
    const report = await check(course.root, { only: 'solutions', seeds: 2 });
    expect(report.findings).toMatchObject([
      {
        kind: 'false-fail',
        file: `solutions/${STEP}`,
        message: 'it does not pass with every seed',
        seeds: [1, 2],
      },
    ]);
  });

  it('finds another cause than the stated one, and another place', async () => {
    await course.write(
      `${WRONG}/cause.patch`,
      await patchOf(course, { ...HEADER, Diagnosis: 'timestamp-missing' }, OTHER_CLOCK),
    );
    await course.write(
      `${WRONG}/place.patch`,
      await patchOf(course, { ...HEADER, Line: 'program.bpf.c:2' }, OTHER_CLOCK),
    );
    const report = await check(course.root, { only: 'wrong' });
    const actual = expect.stringMatching(/^timestamp-other-clock at program\.bpf\.c:31: /);
    expect(summary(report)).toEqual([
      {
        part: 'wrong',
        kind: 'wrong-diagnosis',
        file: `${WRONG}/cause.patch`,
        expected: 'timestamp-missing',
        actual,
      },
      {
        ...{ part: 'wrong', kind: 'wrong-diagnosis', file: `${WRONG}/place.patch` },
        ...{ expected: 'timestamp-other-clock at program.bpf.c:2', actual },
      },
    ]);
    expect(numbers(report)).toMatchObject({ wrong: [3, 0, 0, 2] });
  });

  it('names a check that could never fail as the course’s fault', async () => {
    await course.replace(STEP_FILE, '- complete: openat', '- complete: open');
    const report = await check(course.root, { only: 'solutions', seeds: 3 });
    expect(places(report)).toEqual([
      expect.stringMatching(
        /^steps\/00-first-event\/step\.yaml: The check complete-open of step 00 could never fail: /,
      ),
    ]);
    expect(report.status).toBe('failed');
  });

  it('runs the commands of a program, whether they work or not', async () => {
    await course.write(`solutions/${STEP}/go.sh`, 'lab --version\nmv program.bpf.c x\nmv x program.bpf.c\n');
    const wrong = await patchOf(course, HEADER, OTHER_CLOCK);
    const script = `--- a/go.sh\n+++ b/go.sh\n@@ -1,3 +1,4 @@\n lab --version\n mv program.bpf.c x\n mv x program.bpf.c\n+exit 7\n`;
    await course.write(`${WRONG}/script.patch`, wrong + script);
    expect(summary(await check(course.root, { only: 'wrong' }))).toEqual([]);
    await course.write(`solutions/${STEP}/go.sh`, 'exit 7\n');
    expect(places(await check(course.root, { only: 'solutions' }))).toEqual([
      expect.stringMatching(
        /^solutions\/00-first-event: The commands of the course's own solution did not work: /,
      ),
    ]);
  });
});

describeWith(requireBpf(), "the lab's own course", () => {
  it('begins each step with what startPasses names, and with no more', async () => {
    const report = await check(projectRoot, { only: 'starts' });
    expect({ findings: report.findings, notJudged: report.notJudged }).toEqual({
      findings: [],
      notJudged: [],
    });
  });
});

describeWith(requireBpf(), 'trouble of the machine', () => {
  /** An engine whose runs break, as long as there are troubles left. */
  function troubled(...codes: readonly string[]): Engine {
    const left = [...codes];
    return {
      name: 'host',
      start(job): EngineSession {
        const session = host.start(job);
        return {
          close: session.close,
          run(object, limits) {
            const code = left.shift();
            if (code === undefined) return session.run(object, limits);
            return Promise.reject(
              new LabError({ kind: 'machine', code, message: 'It broke.', hint: 'mend it' }),
            );
          },
        };
      },
    };
  }

  it('is tried again', async () => {
    const report = await check(course.root, { only: 'solutions', engine: troubled('timeout'), seeds: 2 });
    expect(report).toMatchObject({ status: 'passed', notJudged: [] });
  });

  it('is nobody’s fault, and is told once for all programs that it concerns', async () => {
    await course.write(`${WRONG}/more.patch`, await patchOf(course, HEADER, OTHER_CLOCK));
    const report = await check(course.root, { only: 'wrong', engine: troubled(...Array(8).fill('no-root')) });
    expect(report).toMatchObject({
      status: 'error',
      findings: [],
      notJudged: [
        { part: 'wrong', step: STEP, code: 'no-root', message: 'It broke.', hint: 'mend it', count: 2 },
      ],
    });
  });
});

describeWith(requireBpf(), 'Ctrl-C', () => {
  it('ends the verification with 130 and leaves nothing', async () => {
    const at = await makePlaces();
    const lab = startLab(['course', 'check', course.root, '--only', 'solutions'], {
      env: at.env,
      group: true,
    });
    const watch = watchLab(lab.child.pid ?? 0);
    await watch.engine;
    process.kill(-(lab.child.pid ?? 0), 'SIGINT');
    expect(await lab.ended).toMatchObject({ code: 130, stdout: '', stderr: 'lab: Interrupted.\n' });
    expect(await watch.traces()).toEqual([]);
    expect(await at.leftovers()).toEqual([]);
    await at.remove();
  });
});

describeWith(requireBpf(), 'docs/writing-a-course.md', () => {
  it('is a way that can be gone: each command works, and all is well at its end', {
    timeout: 300_000,
  }, async () => {
    const text = await readFile(join(projectRoot, 'docs/writing-a-course.md'), 'utf8');
    const { root, outputs } = await walkThrough(text, course.root);
    expect(outputs.filter(({ code }) => code !== 0)).toEqual([]);
    const last = outputs.at(-1)?.stdout ?? '';
    expect(last).toContain('All is well with 2 steps.');
    const report = await check(root, { steps: ['01'], seeds: 2 });
    expect({ status: report.status, findings: report.findings }).toEqual({ status: 'passed', findings: [] });
    expect(numbers(report)).toMatchObject({
      solutions: [2, 0, 0, 0],
      right: [1, 0, 0, 0],
      wrong: [1, 0, 0, 0],
    });
  });
});

describe('docs/writing-a-course.md', () => {
  it('speaks of every kind of check and of every key of a scenario', async () => {
    const { CHECK_KINDS } = await import('../../grader/course/schema.ts');
    const { PATH_CLASSES, WITNESS_FIELDS } = await import('../../grader/model/check-spec.ts');
    const text = await readFile(join(projectRoot, 'docs/writing-a-course.md'), 'utf8');
    expect(CHECK_KINDS.filter((kind) => !text.includes(`\n| \`${kind}: `))).toEqual([]);
    expect([...PATH_CLASSES, ...WITNESS_FIELDS].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
