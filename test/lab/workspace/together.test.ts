import { readdir } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { loadCourse } from '../../../grader/course/load.ts';
import { workspaceAt } from '../../../lab/workspace/place.ts';
import { recordFiles } from '../../../lab/workspace/record.ts';
import { listSnapshots } from '../../../lab/workspace/snapshot.ts';
import { readState } from '../../../lab/workspace/state-file.ts';
import { describeWith, requireBpf, requirePrograms } from '../../support/requires.ts';
import { type Learner, makeLearner } from './learner.ts';

const course = await loadCourse();
let learner: Learner;

afterEach(() => learner.remove());

const state = () => readState(workspaceAt(learner.root));
const snapshots = () => listSnapshots(workspaceAt(learner.root));

/** Every snapshot that was ever made is there and can be read. */
async function expectNoNumberLost(): Promise<void> {
  const ids = (await snapshots()).map(({ id }) => id);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  expect((await readdir(learner.path('.lab/snapshots'))).length).toBe(ids.length);
  expect(await readdir(learner.path('.lab/tmp'))).toEqual([]);
}

test('of eight hints at once each is another one, and all are noted', async () => {
  learner = await makeLearner();
  const tasks = ['template', 'open', 'process', 'template', 'open', 'process', 'template', 'open'];
  const texts = await Promise.all(tasks.map((task) => learner.ok('hint', '--task', task)));
  const shown = texts.map((text, index) => `${tasks[index]} ${/hint (\d) of 3/.exec(text)?.[1]}`);
  expect(shown.sort()).toEqual([
    'open 1',
    'open 2',
    'open 3',
    'process 1',
    'process 2',
    'template 1',
    'template 2',
    'template 3',
  ]);
  expect((await state()).steps['00']?.hints).toEqual({
    template: [0, 1, 2],
    open: [0, 1, 2],
    process: [0, 1],
  });
});

test('changes at once happen one after the other, and each can be taken back', async () => {
  learner = await makeLearner();
  await learner.save('program.bpf.c', 'mine\n');
  const before = await learner.own();
  const commands = [
    ['reset', '04', '--all'],
    ['reset', '00'],
    ['solution', '01', '--reveal', '--apply'],
    ['reset', '00'],
  ];
  await Promise.all(commands.map((words) => learner.ok(...words)));
  await expectNoNumberLost();
  for (const { id } of (await snapshots()).toReversed()) await learner.ok('undo', String(id));
  expect(await learner.own()).toEqual(before);
});

test('what is noted from several places in one process is noted, too', async () => {
  learner = await makeLearner();
  const note = () => recordFiles(workspaceAt(learner.root), course, course.steps, { onNote: () => {} });
  await Promise.all(Array.from({ length: 8 }, note));
  expect(await snapshots()).toHaveLength(1);
  await expectNoNumberLost();
});

describeWith(requireBpf() ?? requirePrograms('runc'), 'a check, changes and looks at once', () => {
  test('leave a workspace in which all of them are noted', async () => {
    learner = await makeLearner();
    await learner.save('program.bpf.c', 'mine\n');
    await learner.ok('reset');
    await learner.save('program.bpf.c', 'mine once more\n');
    const commands = [
      ['check'],
      ['reset'],
      ['undo'],
      ['hint'],
      ['status', '--json'],
      ['check', '00'],
      ['hint', '--task', 'process'],
      ['undo', '--list'],
    ];
    const ended = await Promise.all(commands.map((words) => learner.lab(words)));
    // What a check finds depends on which program was there just then.
    const codes = ended.map(({ code }, index) =>
      commands[index]?.[0] === 'check' ? code === 1 : code === 0,
    );
    expect(codes, JSON.stringify(ended, undefined, 1)).toEqual(commands.map(() => true));
    await expectNoNumberLost();
    const { hints = {}, lastCheck } = (await state()).steps['00'] ?? {};
    expect(Object.values(hints).flat()).toHaveLength(2);
    expect(lastCheck?.status).toBe('failed');
    const texts = new Set<string>();
    for (const { id } of await snapshots()) {
      await learner.ok('undo', String(id));
      texts.add(await learner.text('program.bpf.c'));
    }
    expect([...texts]).toEqual(expect.arrayContaining(['mine\n', 'mine once more\n']));
  });
});
