import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  findMistakes,
  mistakenFiles,
  readMistakes,
  readRightPrograms,
} from '../../grader/course-check/programs/read.ts';
import { type CourseFolder, makeCourse, RIGHT, SOLUTION, STEP, WRONG } from './course.ts';
import { HEADER, OTHER_CLOCK, patchOf } from './patch.ts';

let course: CourseFolder;
beforeEach(async () => {
  course = await makeCourse();
});
afterEach(() => course.remove());

const FILE = `${WRONG}/tried.patch`;
const write = (text: string) => course.write(FILE, text);

/** `line: message` of everything that is wrong with the patch. */
async function faults(): Promise<readonly string[]> {
  const { faults } = await findMistakes(course.root);
  return faults.filter(({ file }) => file === FILE).map(({ line, message }) => `${line}: ${message}`);
}

/** The patch as it is, or what its application says. */
async function applied(): Promise<Readonly<Record<string, string>> | string> {
  const mistake = (await readMistakes(course.root)).find(({ path }) => path === FILE);
  if (mistake === undefined) throw new Error('the patch was not read');
  return mistakenFiles(course.root, mistake).then(
    (files) => Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, String(bytes)])),
    (error: Error) => error.message,
  );
}

describe('a wrong program', () => {
  it('says what it is, and gives the solution with the mistake in it', async () => {
    await write(
      await patchOf(course, { ...HEADER, Also: 'template, 00/other', Line: 'program.bpf.c:31' }, OTHER_CLOCK),
    );
    const [, mistake] = await readMistakes(course.root);
    expect(mistake).toMatchObject({
      path: FILE,
      slug: 'tried',
      folder: STEP,
      what: 'the time comes from another clock',
      kind: 'other-clock',
      task: 'event',
      also: ['template', '00/other'],
      diagnosis: 'timestamp-other-clock',
      place: { file: 'program.bpf.c', line: 31 },
    });
    const solution = await course.read(SOLUTION);
    expect(await applied()).toEqual({ 'program.bpf.c': solution.replace(...OTHER_CLOCK) });
  });

  it('may be none', async () => {
    await course.remove();
    await course.write('steps/empty', '');
    expect(await readMistakes(course.root)).toEqual([]);
    expect(await readRightPrograms(course.root)).toEqual([]);
  });

  it('may make and delete files', async () => {
    const head = (await patchOf(course, HEADER, OTHER_CLOCK)).split('\n').slice(0, 5).join('\n');
    const old = (await course.read(SOLUTION)).trimEnd().split('\n');
    await write(
      `${head}
--- /dev/null
+++ b/go/main.go
@@ -0,0 +1,2 @@
+package main
+// that is all
--- a/program.bpf.c
+++ /dev/null
@@ -1,${old.length} +0,0 @@
${old.map((line) => `-${line}`).join('\n')}
`,
    );
    expect(await applied()).toEqual({ 'go/main.go': 'package main\n// that is all\n' });
  });

  it('keeps bytes that are no text', async () => {
    const patch = await patchOf(course, HEADER, [
      '// What one event carries.',
      '// What one event carries: \xff',
    ]);
    await course.write(FILE, '');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${course.root}/${FILE}`, Buffer.from(patch, 'latin1'));
    const [, mistake] = await readMistakes(course.root);
    const files = mistake && (await mistakenFiles(course.root, mistake));
    expect(Buffer.from(files?.['program.bpf.c'] ?? []).includes(0xff)).toBe(true);
  });

  it('still applies where lines were added above its place', async () => {
    await write(await patchOf(course, HEADER, OTHER_CLOCK));
    await course.write(SOLUTION, `// A line more.\n${await course.read(SOLUTION)}`);
    expect(await applied()).toMatchObject({ 'program.bpf.c': expect.stringContaining('bpf_ktime_get_ns') });
  });

  it('does not apply where a line around its place was changed, which is told with both lines', async () => {
    await write(await patchOf(course, HEADER, OTHER_CLOCK));
    await course.replace(SOLUTION, '\tgadget_submit_buf(', '\tgadget_submit_buf (');
    expect(await applied()).toMatch(
      /^test\/wrong-programs\/00-first-event\/tried\.patch:15: the patch does not apply: line 32 of the solution's `program\.bpf\.c` is `gadget_submit_buf \(.*`, not `gadget_submit_buf\(.*`$/,
    );
  });
});

describe('a header that is wrong is told by line:', () => {
  const cases: readonly (readonly [string, (patch: string) => string, readonly string[]])[] = [
    ['a key is missing', (patch) => patch.replace(/^Task: .*\n/m, ''), ['1: `Task` is missing']],
    [
      'a key is misspelt',
      (patch) => patch.replace('Diagnosis:', 'Diagnose:'),
      ['4: unknown key `Diagnose`, did you mean `Diagnosis`?', '1: `Diagnosis` is missing'],
    ],
    ['a key is there twice', (patch) => `What: it\n${patch}`, ['2: `What` is there twice']],
    [
      'a value is missing',
      (patch) => patch.replace('other-clock', ''),
      ['2: `Kind` has no value', '1: `Kind` is missing'],
    ],
    [
      'a name is none',
      (patch) => patch.replace('other-clock', 'Other Clock'),
      ['2: `Kind` must be one name in kebab-case, such as `argument-index`, not `Other Clock`'],
    ],
    [
      'a task is none',
      (patch) => patch.replace('Task: event', 'Task: 0/event'),
      ['3: `0/event` is no task: `flags`, or `00/process` for one of an earlier step'],
    ],
    [
      'a place is none',
      (patch) => patch.replace('\n\n', '\nLine: 31\n\n'),
      ['5: `Line` is a file and a line of it, such as `program.bpf.c:61`, not `31`'],
    ],
    [
      'the empty line is missing',
      (patch) => patch.replace('\n\n', '\n'),
      ['5: an empty line must stand between the header and the patch'],
    ],
  ];
  it.each(cases)('%s', async (_what, change, expected) => {
    await write(change(await patchOf(course, HEADER, OTHER_CLOCK)));
    expect(await faults()).toEqual(expected);
  });
});

describe('a patch that is wrong is told by line:', () => {
  const cases: readonly (readonly [string, (patch: string) => string, readonly string[]])[] = [
    [
      'there is none',
      (patch) => patch.slice(0, patch.indexOf('---')),
      ['6: there is no patch: a file begins with `--- a/program.bpf.c`'],
    ],
    [
      'a hunk has fewer lines than it says',
      (patch) => patch.replace(/^ .*\n/m, ''),
      ['8: the `@@` line does not have the right number of old and new lines'],
    ],
    [
      'a hunk has more lines',
      (patch) => `${patch} \n`,
      ['19: the hunk above has more lines than its `@@` line says'],
    ],
    [
      'the head of a hunk is damaged',
      (patch) => patch.replace('@@ -', '@@ '),
      ['8: a hunk begins like `@@ -58,5 +58,5 @@`'],
    ],
    [
      'a hunk without a file',
      (patch) => patch.replace(/^[-+]{3} .*\n/gm, ''),
      ['6: a hunk before any file: `--- a/…` and `+++ b/…` are missing'],
    ],
    [
      'half of a head',
      (patch) => patch.replace(/^\+{3} .*\n/m, ''),
      ['7: after a line `--- …` there must be one `+++ …`'],
    ],
    [
      'prose in between',
      (patch) => patch.replace('--- a', 'Look here\n--- a'),
      ['6: this is no line of a patch: `Look here`'],
    ],
    [
      'a file is renamed',
      (patch) => patch.replace('+++ b/program', '+++ b/other'),
      ['6: `program.bpf.c` cannot become `other.bpf.c`'],
    ],
    [
      'a file outside',
      (patch) => patch.replaceAll('program.bpf.c', '../x'),
      ['6: `../x` is not a path inside the workspace'],
    ],
  ];
  it.each(cases)('%s', async (_what, change, expected) => {
    await write(change(await patchOf(course, HEADER, OTHER_CLOCK)));
    expect(await faults()).toEqual(expected);
  });

  it.each([
    [
      'a file that the solution does not have',
      ['program.bpf.c', 'other.bpf.c'],
      ':6: the solution has no `other.bpf.c`',
    ],
    [
      'a change that is none',
      ['+\tevent->timestamp_raw = bpf_ktime_get_ns();', '+\tevent->timestamp_raw = bpf_ktime_get_boot_ns();'],
      ':6: the patch changes nothing in `program.bpf.c`',
    ],
  ] as const)('%s', async (_what, [from, to], expected) => {
    await write((await patchOf(course, HEADER, OTHER_CLOCK)).replaceAll(from, to));
    expect(await applied()).toBe(FILE + expected);
  });
});

describe('what lies beside the patches', () => {
  it('would be forgotten in silence, so it is told', async () => {
    await course.write(`${WRONG}/Notes.txt`, '');
    await course.write('test/wrong-programs/stray.patch', '');
    await course.write('test/wrong-programs/README.md', 'What this is.');
    const { faults } = await findMistakes(course.root);
    expect(faults.map(({ file }) => file)).toEqual([`${WRONG}/Notes.txt`, 'test/wrong-programs/stray.patch']);
  });
});

describe('a right program', () => {
  it('has a sentence and a patch', async () => {
    await course.write(
      `${RIGHT}/same.patch`,
      await patchOf(course, { What: 'another comment' }, ['carries.', 'has.']),
    );
    expect(await readRightPrograms(course.root)).toMatchObject([{ slug: 'same', what: 'another comment' }]);
  });

  it('states nothing that must fail', async () => {
    await course.write(`${RIGHT}/same.patch`, await patchOf(course, HEADER, ['carries.', 'has.']));
    await expect(readRightPrograms(course.root)).rejects.toMatchObject({
      code: 'bad-patch',
      kind: 'request',
      message: expect.stringContaining(`${RIGHT}/same.patch:3: \`Task\` has no place in a right program`),
    });
  });
});
