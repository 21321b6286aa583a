import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { findStep, loadCourse } from '../../../grader/course/load.ts';
import { ladderOf, withHint } from '../../../lab/workspace/hints.ts';
import { workspaceAt } from '../../../lab/workspace/place.ts';
import { type LastCheck, newState, type State, stepState, withStep } from '../../../lab/workspace/state.ts';
import { readState, updateState } from '../../../lab/workspace/state-file.ts';
import { describeWith, requireBpf, requirePrograms } from '../../support/requires.ts';
import { type Learner, makeLearner } from './learner.ts';

const course = await loadCourse();
const first = findStep(course, '00');
const wasm = findStep(course, '04');

/** A check that passed these tasks and found these causes. */
function check(step: typeof first, passed: readonly string[], diagnoses: readonly string[] = []): LastCheck {
  const tasks = step.tasks.map(({ id }) => [id, passed.includes(id) ? 'passed' : 'failed'] as const);
  return { at: '', seed: 1, status: 'failed', points: 0, tasks: Object.fromEntries(tasks), diagnoses };
}

function stateWith(step: typeof first, lastCheck?: LastCheck): State {
  const state = newState(step.id, new Date(0));
  return lastCheck ? withStep(state, step.id, { lastCheck }) : state;
}

/** Task and rungs that somebody is shown who asks again and again. */
function climb(step: typeof first, state: State, times: number): readonly string[] {
  const ladder = ladderOf(step, state, undefined);
  if (times === 0 || ladder === undefined) return [];
  const { task, next, fits, seen, rungs } = ladder;
  const place = next === undefined ? 'top' : `${next}${fits ? ' fits' : ''}`;
  const line = `${task.id} ${place} (${seen.length} of ${rungs} seen)`;
  return [line, ...climb(step, withHint(state, step, ladder), times - 1)];
}

describe('the ladder', () => {
  test('before any check is that of the first task that the start files do not pass', () => {
    expect(climb(first, stateWith(first), 4)).toEqual([
      'open 0 (0 of 3 seen)',
      'open 1 (1 of 3 seen)',
      'open 2 (2 of 3 seen)',
      'open top (3 of 3 seen)',
    ]);
  });

  test('after a check is that of the first task that did not pass', () => {
    expect(climb(first, stateWith(first, check(first, ['template', 'open'])), 1)).toEqual([
      'process 0 (0 of 3 seen)',
    ]);
    expect(climb(first, stateWith(first, check(first, [])), 1)).toEqual(['template 0 (0 of 3 seen)']);
  });

  test('has first the rung that the diagnosis calls for, and none that another one would', () => {
    const rungs = climb(wasm, stateWith(wasm, check(wasm, [], ['module-build'])), 5);
    expect(rungs).toEqual([
      'module 2 fits (0 of 4 seen)',
      'module 0 (1 of 4 seen)',
      'module 4 (2 of 4 seen)',
      'module 5 (3 of 4 seen)',
      'module top (4 of 4 seen)',
    ]);
  });

  test('has a rung more at its top when a later check finds another cause', () => {
    const climbed = withStep(stateWith(wasm, check(wasm, [], ['module-refused'])), wasm.id, {
      hints: { module: [2, 0, 4, 5] },
    });
    expect(climb(wasm, climbed, 2)).toEqual(['module 3 fits (4 of 5 seen)', 'module top (5 of 5 seen)']);
  });

  test('leaves out rungs that a newer course no longer has', () => {
    const seen = withStep(stateWith(first), first.id, { hints: { open: [0, 99] } });
    expect(climb(first, seen, 1)).toEqual(['open 1 (1 of 3 seen)']);
  });
});

describe('lab hint', () => {
  let learner: Learner;

  afterEach(() => learner.remove());

  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  const rung = (step: typeof first, task: string, index: number): string =>
    flat(step.tasks.find(({ id }) => id === task)?.hints[index]?.text ?? 'no such rung').slice(0, 60);
  const seen = async (step = first): Promise<unknown> =>
    stepState(await readState(workspaceAt(learner.root)), step.id).hints;

  test('shows the rungs in their order and notes each', async () => {
    learner = await makeLearner();
    for (const index of [0, 1, 2]) {
      const text = await learner.ok('hint');
      expect(text).toContain(`hint ${index + 1} of 3`);
      expect(flat(text)).toContain(rung(first, 'open', index));
      expect(await seen()).toEqual({ open: Array.from({ length: index + 1 }, (_, rung) => rung) });
    }
  });

  test('at the top shows all of them again, and the ways that are left', async () => {
    learner = await makeLearner();
    for (const _ of [0, 1, 2]) await learner.ok('hint');
    const before = await seen();
    const text = flat(await learner.ok('hint'));
    for (const index of [0, 1, 2]) expect(text).toContain(rung(first, 'open', index));
    expect(text).toContain('That is all there is.');
    expect(await seen()).toEqual(before);
    expect(text).toContain('next lab guide 00 --task');
    expect(text).toContain('else lab solution 00 --reveal');
    await learner.ok('guide', '00', '--task');
    await learner.ok('solution', '00', '--reveal');
  });

  test('--seen shows what was told, and no more', async () => {
    learner = await makeLearner();
    expect(await learner.ok('hint', '--seen')).toBe('No hint of step 00 was shown yet: lab hint 00\n');
    await learner.ok('hint');
    await learner.ok('hint', '--task', 'process');
    const text = flat(await learner.ok('hint', '--seen'));
    expect(text).toContain(rung(first, 'open', 0));
    expect(text).toContain(rung(first, 'process', 0));
    expect(text).not.toContain(rung(first, 'open', 1));
    expect(await seen()).toEqual({ open: [0], process: [0] });
  });

  test('can be read again after the step has passed', async () => {
    learner = await makeLearner();
    await learner.ok('hint');
    const lastCheck: LastCheck = {
      ...check(
        first,
        first.tasks.map(({ id }) => id),
      ),
      status: 'passed',
    };
    await updateState(workspaceAt(learner.root), {}, (state) => ({
      ...withStep(state, '00', { passedAt: new Date().toISOString(), lastCheck }),
      current: '01',
    }));
    expect(flat(await learner.ok('hint', '00', '--seen'))).toContain(rung(first, 'open', 0));
    expect(flat(await learner.ok('hint', '00', '--task', 'open'))).toContain(rung(first, 'open', 1));
    expect(await learner.ok('hint')).toContain('01 filename');
  });

  test('refuses a task that the step does not have, and names those that it has', async () => {
    learner = await makeLearner();
    const stderr = await learner.refused(2, 'hint', '--task', 'nonsense');
    expect(stderr).toContain('its tasks are template, open, process: lab hint 00 --task template');
    expect(await seen()).toBeUndefined();
  });

  test('in two terminals at once shows two rungs', async () => {
    learner = await makeLearner();
    const texts = await Promise.all([learner.ok('hint'), learner.ok('hint')]);
    const shown = texts.map((text) => /hint (\d) of 3/.exec(text)?.[1]);
    expect(shown.sort()).toEqual(['1', '2']);
    expect(await seen()).toEqual({ open: [0, 1] });
  });

  describeWith(requireBpf() ?? requirePrograms('runc'), 'after a real check', () => {
    test('begins with what the check found', async () => {
      learner = await makeLearner({ start: ['--step', '04'] });
      await rm(learner.path('build.yaml'));
      expect((await learner.lab(['check'])).code).toBe(1);
      const text = await learner.ok('hint');
      expect(flat(text)).toContain(rung(wasm, 'module', 1));
      expect(flat(text)).toContain('this is what the last check found');
      expect(await seen(wasm)).toEqual({ module: [1] });
    });
  });
});
