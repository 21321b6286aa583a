import { describe, expect, test } from 'vitest';
import { eventStruct, SOLUTION, writing } from '../../gadget.ts';
import { diagnosed, dropping, FILTER, FLAGS, flagsOf, SUBMIT, source, told } from './diagnosed.ts';

const SILENT = { ...SOLUTION, sends: () => 0 };
const TWICE = { ...SOLUTION, sends: () => 2 };
/** What hands over a copy, and so may be called at any time and often. */
const OUTPUT = '\tgadget_output_buf(ctx, &events, event, sizeof(*event));\n';

function guarded(condition: string): string {
  return `\tif (${condition})\n\t${SUBMIT}\telse\n\t\tgadget_discard_buf(event);\n`;
}

describe('an event that is never handed over', () => {
  test('is thrown away instead', () => {
    const text = source('02', [SUBMIT, '\tgadget_discard_buf(event);\n']);
    expect(told(diagnosed('02', SILENT, text))).toEqual([['never-submitted', 'gadget_discard_buf(event);']]);
  });

  test('is behind a return', () => {
    const text = source('02', [FILTER, '\tgadget_should_discard_data_current();\n\treturn 0;\n']);
    expect(told(diagnosed('02', SILENT, text))).toEqual([['never-submitted', 'return 0;']]);
  });

  test('is made by a function that one entry does not call', () => {
    const call = 'return handle_open(ctx, (const char *)ctx->args[0], (int)ctx->args[1]);';
    const gadget = dropping('02', SOLUTION, ({ syscall }) => syscall === 'open');
    const [found] = diagnosed('02', gadget, source('02', [call, 'return 0;']));
    expect(found?.id).toBe('never-submitted');
    expect(found?.message).toContain('`open_entry` runs for each `open` and sends nothing');
    expect(found?.message).toContain('`handle_open()`');
  });

  test('nothing is said where the program hands it over', () => {
    expect(diagnosed('02', SILENT, source('02'))).toEqual([]);
  });
});

describe('an event that is handed over sometimes', () => {
  test.each([
    ['flags & 3', 'reading only', (flags: number) => (flags & 3) === 0],
    ['(flags & O_CREAT) == 0', 'with O_CREAT', (flags: number) => (flags & 64) !== 0],
  ])('where %s, and %s is missing', (condition, words, isMissing) => {
    const gadget = dropping('02', SOLUTION, (opening) => isMissing(flagsOf(opening)));
    const [found, ...others] = diagnosed('02', gadget, source('02', [SUBMIT, guarded(condition)]));
    expect(found).toMatchObject({ id: 'submitted-sometimes', at: `if (${condition})` });
    expect(found?.message).toContain(words);
    expect(others).toEqual([]);
  });

  test('of two conditions, the one that is about what the missing have in common', () => {
    const gadget = dropping('02', SOLUTION, ({ uid }) => uid !== 0);
    const text = source('02', [
      FILTER,
      `${FILTER}\tif (!filename)\n\t\treturn 0;\n\tif ((__u32)bpf_get_current_uid_gid() != 0)\n\t\treturn 0;\n`,
    ]);
    expect(told(diagnosed('02', gadget, text))).toEqual([
      ['submitted-sometimes', 'if ((__u32)bpf_get_current_uid_gid() != 0)'],
    ]);
  });

  test('of two conditions that may both be it, neither is blamed', () => {
    const gadget = dropping('02', SOLUTION, (opening) => (flagsOf(opening) & 3) === 0);
    const text = source('02', [
      FILTER,
      `${FILTER}\tif (flags == 1)\n\t\treturn 0;\n\tif (flags == 2)\n\t\treturn 0;\n`,
    ]);
    expect(diagnosed('02', gadget, text)).toEqual([]);
  });

  test('a condition that sends either way is no reason', () => {
    const gadget = dropping('02', SOLUTION, (opening) => (flagsOf(opening) & 3) === 0);
    const either = `\tif (flags & 3) {\n\t${SUBMIT}\t\treturn 0;\n\t}\n${SUBMIT}`;
    expect(diagnosed('02', gadget, source('02', [SUBMIT, either]))).toEqual([]);
  });

  test('nor are the filter and missing room', () => {
    const gadget = dropping('02', SOLUTION, (opening) => (flagsOf(opening) & 3) === 0);
    expect(diagnosed('02', gadget, source('02'))).toEqual([]);
  });
});

describe('an event that is handed over more than once', () => {
  test('by a second call of the handler', () => {
    const call = 'return handle_open(ctx, (const char *)ctx->args[1], (int)ctx->args[2]);';
    const text = source('02', [call, `${call.slice('return '.length)}\n\t${call}`]);
    expect(told(diagnosed('02', TWICE, text))).toEqual([['submitted-more-than-once', call]]);
  });

  test('by a loop', () => {
    const text = source('02', [SUBMIT, `\tfor (int i = 0; i < 2; i++)\n\t${OUTPUT}`]);
    expect(told(diagnosed('02', TWICE, text))).toEqual([
      ['submitted-more-than-once', 'for (int i = 0; i < 2; i++)'],
    ]);
  });

  test('not by two branches of which one is taken', () => {
    expect(
      diagnosed('02', TWICE, source('02', [SUBMIT, `\tif (flags)\n\t${OUTPUT}\telse\n\t${OUTPUT}`])),
    ).toEqual([]);
  });
});

describe('an event that is handed over early', () => {
  test('names what is written afterwards', () => {
    const text = source('02', [SUBMIT, ''], [FLAGS, `${OUTPUT}${FLAGS}`]);
    const [found, ...others] = diagnosed(
      '02',
      writing(() => ({ flags: 0 })),
      text,
    );
    expect(found).toMatchObject({ id: 'submitted-early', at: OUTPUT.trim() });
    expect(found?.message).toContain('before `flags` is written into it');
    expect(others).toEqual([]);
  });

  test('not where the member was written before as well', () => {
    const text = source('02', [SUBMIT, ''], [FLAGS, `${FLAGS}${OUTPUT}${FLAGS}`]);
    expect(
      diagnosed(
        '02',
        writing(() => ({ flags: 0 })),
        text,
      ),
    ).toEqual([]);
  });
});

test('the template, which has no process yet, has nothing wrong with its handing over', () => {
  expect(diagnosed('00', { ...SOLUTION, struct: eventStruct(2) }, source('00'))).toEqual([]);
});
