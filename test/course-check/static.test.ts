import { cp, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirePrograms } from '../support/requires.ts';
import { check, places } from './check.ts';
import {
  type CourseFolder,
  LESSON,
  makeCourse,
  RIGHT,
  SOLUTION,
  START,
  STEP,
  STEP_FILE,
  WRONG,
} from './course.ts';
import { HEADER, OTHER_CLOCK, patchOf } from './patch.ts';

let course: CourseFolder;
beforeEach(async () => {
  course = await makeCourse();
});
afterEach(() => course.remove());

/** What is wrong with the texts of the course. */
const found = async () => places(await check(course.root, { only: 'static' }));

/** Line of a text in a file of the course. */
async function lineOf(file: string, text: string): Promise<number> {
  const index = (await course.read(file)).split('\n').findIndex((line) => line.includes(text));
  if (index === -1) throw new Error(`${file} does not hold ${text}`);
  return index + 1;
}

it('has nothing against a new course', async () => {
  expect(await found()).toEqual([]);
});

describe('step.yaml', () => {
  it('tells everything that is wrong, by line and column, and nothing else then', async () => {
    await course.replace(STEP_FILE, 'points: 2', 'points: many');
    await course.replace(STEP_FILE, 'once: openat', 'onec: openat');
    const report = await check(course.root);
    expect(places(report)).toEqual([
      `${STEP_FILE}:${await lineOf(STEP_FILE, 'points: many')}:13: \`points\` must be a number, not \`many\``,
      `${STEP_FILE}:${await lineOf(STEP_FILE, 'onec')}:9: unknown key \`onec\`, did you mean \`once\`?`,
    ]);
    expect(report.status).toBe('failed');
    expect(report.parts.map(({ part, status }) => [part, status])).toEqual([
      ['schema', 'failed'],
      ...['static', 'starts', 'solutions', 'right', 'wrong'].map((part) => [part, 'notChecked']),
    ]);
  });

  it('names files that are missing', async () => {
    await course.replace(STEP_FILE, 'files: [program.bpf.c]', 'files: [program.bpf.c, other.c]');
    expect(await found()).toEqual([
      `${STEP_FILE}:${await lineOf(STEP_FILE, 'files:')}:24: the file solutions/${STEP}/other.c is missing`,
    ]);
  });
});

describe('a lesson', () => {
  it('has a heading for each task', async () => {
    await course.replace(LESSON, '## Task: Send an event', '## Task: Send events');
    expect(await found()).toEqual([
      `${LESSON}:${await lineOf(LESSON, '## Task: Load')}: the lesson has no heading \`## Task: Send an event\``,
      `${LESSON}:${await lineOf(LESSON, '## Task: Send')}: no task is called so: \`## Task: Send events\``,
    ]);
  });

  it('has them in the order of the tasks', async () => {
    const text = await course.read(LESSON);
    const [before = '', first = '', second = ''] = text.split(/^(?=## )/m);
    await course.write(LESSON, `${before}${second}\n${first}`);
    expect(await found()).toEqual([
      `${LESSON}:6: \`## Task: Send an event\` stands where \`## Task: Load the program\` should, by the order of the tasks`,
    ]);
  });

  it('has them at the second level, and once', async () => {
    await course.replace(LESSON, '## Task: Send an event', '### Task: Send an event');
    await course.write(LESSON, `${await course.read(LESSON)}\n## Task: Load the program\n`);
    expect(await found()).toEqual([
      `${LESSON}:${await lineOf(LESSON, '### Task')}: \`Task: Send an event\` is a heading of level 3, not 2`,
      expect.stringMatching(/`## Task: Load the program` is there twice$/),
    ]);
  });

  it('may speak of headings in code', async () => {
    await course.write(LESSON, `${await course.read(LESSON)}\n\`\`\`\n## Task: None\n\`\`\`\n`);
    expect(await found()).toEqual([]);
  });
});

describe('hints', () => {
  it('are there, say something, and wait for causes that exist', async () => {
    await course.replace(STEP_FILE, 'when: timestamp-other-clock', 'when: timestamp-other-clok');
    await course.write(
      STEP_FILE,
      (await course.read(STEP_FILE)).replace(/ {4}hints:\n {6}- text: >-\n.*\n/, ''),
    );
    await course.replace(
      STEP_FILE,
      'text: >-\n          An event is made',
      'text: " "\n      - text: >-\n          An event is made',
    );
    expect(await found()).toEqual([
      `${STEP_FILE}:${await lineOf(STEP_FILE, '- id: template')}:5: the task \`template\` has no hints`,
      `${STEP_FILE}:${await lineOf(STEP_FILE, 'text: " "')}:15: the hint is empty`,
      `${STEP_FILE}:${await lineOf(STEP_FILE, 'when:')}:15: there is no diagnosis \`timestamp-other-clok\`, did you mean \`timestamp-other-clock\`?`,
    ]);
  });
});

describe('links', () => {
  it('lead to files and headings that are there', async () => {
    const links = [
      '[here](#task-send-an-event)',
      '[there](README.md#00-the-first-event)',
      '[solution](../../solutions/00-first-event/program.bpf.c)',
      '[root](/README.md)',
      '[elsewhere](https://example.org/nothing#at-all) <mailto:me@example.org>',
      '`[code](nowhere.md)`',
      '<a id="mark"></a> [marked](#mark)',
      '',
      '[gone](gone.md)',
      'and then [no heading](#task-three) and ![no picture](picture.png)',
      '| a | table |',
      '| - | ----- |',
      '| [out](../../../out.md) | x |',
      '<img src="other.png">',
    ];
    const lines = (await course.read(LESSON)).split('\n').length;
    await course.write(LESSON, `${await course.read(LESSON)}\n${links.join('\n')}\n`);
    expect(await found()).toEqual([
      `${LESSON}:${lines + 9}: the link \`gone.md\` leads to \`steps/${STEP}/gone.md\`, which is not there`,
      `${LESSON}:${lines + 10}: the link \`#task-three\` leads to a heading that is not there`,
      `${LESSON}:${lines + 10}: the link \`picture.png\` leads to \`steps/${STEP}/picture.png\`, which is not there`,
      `${LESSON}:${lines + 13}: the link \`../../../out.md\` leads out of the course`,
      `${LESSON}:${lines + 14}: the link \`other.png\` leads to \`steps/${STEP}/other.png\`, which is not there`,
    ]);
  });
});

describe('stray files', () => {
  it('are named, wherever they are', async () => {
    await course.write(`steps/${STEP}/step.yaml.orig`, '');
    await course.write(`steps/${STEP}/start/notes.txt`, '');
    await course.write(`solutions/${STEP}/program.bpf.o`, '');
    await course.write(`solutions/${STEP}/run.sh`, '');
    await course.write(`solutions/${STEP}/second.sh`, '');
    await course.write('solutions/07-none/program.bpf.c', '');
    await symlink('/etc/passwd', join(course.root, `solutions/${STEP}/link.c`));
    expect(await found()).toEqual([
      `solutions/${STEP}/link.c: only ordinary files can be given to learners`,
      `solutions/${STEP}/program.bpf.o: a stray file: no step works on it or brings it`,
      `solutions/${STEP}/second.sh: a second script: only \`run.sh\` is run`,
      `steps/${STEP}/start/notes.txt: the step brings a file that its solution does not have`,
      `steps/${STEP}/step.yaml.orig: a stray file: no page links to it`,
      'solutions/07-none: it is the solution of no step',
    ]);
  });

  it('are not the pictures of a lesson', async () => {
    await course.write(`steps/${STEP}/ring.svg`, '<svg/>');
    await course.write(LESSON, `${await course.read(LESSON)}\n![a ring](ring.svg)\n`);
    expect(await found()).toEqual([]);
  });
});

describeWith(requirePrograms('clang-format-19'), 'the layout of C files', () => {
  it('is told by the first place of each file, with the command that mends it', async () => {
    await course.replace(SOLUTION, '\tstruct event *event;', '    struct event* event;');
    await course.replace(START, '\treturn 0;\n}', 'return 0; }');
    expect(await found()).toEqual([
      expect.stringMatching(
        /^solutions\/00-first-event\/program\.bpf\.c:2\d:\d+: not laid out as \.clang-format says; clang-format -i solutions\S+ does it$/,
      ),
      expect.stringMatching(/^steps\/00-first-event\/start\/program\.bpf\.c:\d+:\d+: not laid out/),
    ]);
  });

  it('is that of the course', async () => {
    await course.write('.clang-format', 'BasedOnStyle: LLVM\nIndentWidth: 3\n');
    expect((await found()).length).toBe(2);
    await course.write('.clang-format', 'IndentWidth: wide\n');
    expect(await found()).toEqual([
      expect.stringContaining('.clang-format: clang-format does not work with it: '),
    ]);
  });

  it('is not looked at without a style, which is said', async () => {
    const { rm } = await import('node:fs/promises');
    await rm(join(course.root, '.clang-format'));
    const { status, notes } = await check(course.root, { only: 'static' });
    expect({ status, notes }).toEqual({
      status: 'passed',
      notes: ['The layout of C files was not checked: the course has no file .clang-format that says how.'],
    });
  });

  it('is not looked at without clang-format, which is said', async () => {
    const path = process.env.PATH;
    process.env.PATH = '/nowhere';
    const { notes } = await check(course.root, { only: 'static' }).finally(() => {
      process.env.PATH = path;
    });
    expect(notes).toEqual([
      'The layout of C files was not checked: clang-format is not installed (sudo apt-get install clang-format-19).',
    ]);
  });
});

describe('the patches of programs', () => {
  it('name tasks, diagnoses and steps that exist', async () => {
    const patch = await patchOf(
      course,
      { ...HEADER, Task: 'evnt', Also: 'template, 00/none', Diagnosis: 'other-clock' },
      OTHER_CLOCK,
    );
    await course.write(`${WRONG}/names.patch`, patch);
    await course.write(
      'test/wrong-programs/00-first-evnt/step.patch',
      await patchOf(course, HEADER, OTHER_CLOCK),
    );
    expect(await found()).toEqual([
      `${WRONG}/names.patch:3: there is no task \`evnt\`, did you mean \`event\`?`,
      expect.stringMatching(/names\.patch:4: there is no diagnosis `other-clock`/),
      `${WRONG}/names.patch:5: there is no task \`00/none\`; known are template, event`,
      'test/wrong-programs/00-first-evnt/step.patch:1: there is no step `00-first-evnt`, did you mean `00-first-event`?',
    ]);
  });

  it('apply to the solution', async () => {
    await course.write(
      `${RIGHT}/outdated.patch`,
      await patchOf(course, { What: 'another comment' }, ['carries.', 'has.']),
    );
    await course.replace(SOLUTION, '// What one event carries.', '// What it carries.');
    expect(await found()).toEqual([
      `${RIGHT}/outdated.patch:10: the patch does not apply: line 9 of the solution's \`program.bpf.c\` is \`// What it carries.\`, not \`// What one event carries.\``,
    ]);
  });
});

describe('some steps alone', () => {
  beforeEach(async () => {
    await cp(join(course.root, 'steps', STEP), join(course.root, 'steps/01-again'), { recursive: true });
    await cp(join(course.root, 'solutions', STEP), join(course.root, 'solutions/01-again'), {
      recursive: true,
    });
    await course.replace('steps/01-again/step.yaml', 'id: "00"\nname: first-event', 'id: "01"\nname: again');
    await course.write(`steps/${STEP}/stray`, '');
    await course.write(`${WRONG}/stray`, '');
    await course.write('test/wrong-programs/stray', '');
  });

  it('are looked at without what is wrong with others', async () => {
    const report = await check(course.root, { only: 'static', steps: ['again'] });
    expect({ steps: report.steps, found: places(report) }).toEqual({ steps: ['01-again'], found: [] });
  });

  it('are looked at with what is wrong with them', async () => {
    const report = await check(course.root, { only: 'static', steps: ['00'] });
    expect(report.findings.map(({ file }) => file)).toEqual([`steps/${STEP}/stray`, `${WRONG}/stray`]);
  });

  it('have to exist', async () => {
    await expect(check(course.root, { steps: ['0'] })).rejects.toMatchObject({ code: 'unknown-step' });
  });
});

it('says where no course is', async () => {
  await expect(check('/nowhere')).rejects.toMatchObject({
    kind: 'request',
    code: 'no-course',
    message: 'There is no course in /nowhere: steps/ should hold it, but it cannot be read (ENOENT)',
  });
});
