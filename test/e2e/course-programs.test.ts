import { describe, expect, it } from 'vitest';
import { loadCourse } from '../../grader/course/load.ts';
import { planCheck } from '../../grader/course-check/plan.ts';
import { readMistakes } from '../../grader/course-check/programs/read.ts';
import { runTrials } from '../../grader/course-check/trials/run.ts';
import type { Trial } from '../../grader/course-check/trials/trial.ts';
import { host } from '../../grader/engine/host.ts';
import { describeWith, requireBpf, requirePrograms } from '../support/requires.ts';

const course = await loadCourse();
const { signal } = new AbortController();
const { trials } = await planCheck(course, { steps: [], only: undefined, seeds: 1, signal });
const mistakes = await readMistakes(course.root);

/** All of them take ten minutes: `npm run test:full`. */
const EVERY = process.env.LAB_TEST_FULL ? 1 : 7;

const programs = (part: Trial['part'], every: number): readonly Trial[] =>
  trials.filter((trial) => trial.part === part).filter((_, index) => index % every === 0);

async function findingsOf(trial: Trial) {
  const bench = { course, engine: host, container: 'auto', timeoutMs: 60_000, jobs: 1, signal } as const;
  const [result] = await runTrials([trial], { ...bench, onRun: () => {} });
  return { error: result?.error, findings: result?.findings };
}

const WELL = { error: undefined, findings: [] };

describeWith(requireBpf() ?? requirePrograms('skopeo', 'docker-registry'), 'on the kernel', () => {
  describe('a right program passes, however it is written', () => {
    it.each(programs('right', EVERY === 1 ? 1 : 2))('$file', async (trial) => {
      expect(await findingsOf(trial)).toEqual(WELL);
    });
  });

  describe('a known mistake fails its task and no other, and its cause is told first', () => {
    it.each(programs('wrong', EVERY))('$file', async (trial) => {
      expect(await findingsOf(trial)).toEqual(WELL);
    });
  });
});

describe('the known mistakes', () => {
  it('are at least 200, of at least 60 kinds', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(200);
    expect(new Set(mistakes.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(60);
  });

  it('break every task of the course', () => {
    const broken = new Set(mistakes.map(({ folder, task }) => `${folder.slice(0, 2)}/${task}`));
    const tasks = course.steps.flatMap(({ id, tasks }) => tasks.map((task) => `${id}/${task.id}`));
    expect(tasks.filter((task) => !broken.has(task))).toEqual([]);
  });
});
