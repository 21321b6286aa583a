import { describe, expect, test } from 'vitest';
import type { Capture } from '../../../../grader/model/capture.ts';
import { SOLUTION, writing } from '../../gadget.ts';
import { RIGHT_MODULE, words } from '../../module.ts';
import { captureOf } from '../../verdicts.ts';
import { DECODE_CASES } from './decode-cases.ts';
import { changed, diagnose, lineWith } from './support.ts';

describe('wrong words', () => {
  test.each(DECODE_CASES)('are explained: $what', ({ edits, decode, id, line, says }) => {
    const text = changed(edits);
    const [first] = diagnose(text, { decode });
    expect(first).toMatchObject({ id, message: expect.stringMatching(says), file: 'go/main.go' });
    expect(first?.line).toBe(line === undefined ? undefined : lineWith(text, line));
    expect(first?.see).toBe('steps/04-wasm#task-put-the-words-into-every-event');
  });

  test.each(DECODE_CASES)('have one cause: $what', ({ edits, decode }) => {
    expect(diagnose(changed(edits), { decode })).toHaveLength(1);
  });

  test('that come of a map are in another order every time', () => {
    const text = changed([
      ['var flagNames = [...]string{', 'var names map[int]string\n\nvar flagNames = [...]string{'],
    ]);
    let turn = 0;
    const decode = (flags: number) => {
      const [mode = '', ...names] = words(flags);
      turn += 1;
      return [mode, ...(turn % 2 === 0 ? names : names.reverse())].join('|');
    };
    expect(diagnose(text, { decode })[0]).toMatchObject({
      id: 'flag-order',
      line: lineWith(text, 'map[int]string'),
      message: expect.stringContaining('Go walks through a map in any order'),
    });
  });

  test('that pile up are those of a list that is never emptied', () => {
    const text = changed([
      ['\tvar words []string\n', ''],
      ['func main() {}', 'var words []string\n\nfunc main() {}'],
    ]);
    const all: string[] = [];
    const decode = (flags: number) => {
      all.push(...words(flags));
      return all.join('|');
    };
    expect(diagnose(text, { decode })).toMatchObject([
      { id: 'words-accumulate', line: lineWith(text, 'var words') },
    ]);
  });

  test('of another field name it, and the call that asks for it', () => {
    const text = changed([['GetField("flags")', 'GetField("proc.pid")']]);
    expect(diagnose(text, { reads: 'proc.pid' })).toMatchObject([
      { id: 'decoded-from-other-field', line: lineWith(text, 'proc.pid') },
    ]);
  });
});

describe('flags that are wrong before the module has them', () => {
  const modeForFlags: Capture = captureOf(
    '04',
    writing(({ syscall, args }) => ({ flags: args[syscall === 'open' ? 2 : 3] ?? 0n })),
  );

  test('are no mistake of the module', () => {
    const found = diagnose(changed([]), RIGHT_MODULE, modeForFlags);
    expect(
      found.filter(({ file, id }) => file === 'go/main.go' && id !== 'decoded-from-other-field'),
    ).toEqual([]);
  });

  test('do not hide one: what is right before it is looked at alone', () => {
    const openOnly = captureOf(
      '04',
      writing(({ syscall, args }) => (syscall === 'open' ? { flags: args[2] ?? 0n } : {})),
    );
    const decode = (flags: number) => words(flags & ~(1 << 19)).join('|');
    const ids = diagnose(changed([]), { decode }, openOnly).map(({ id }) => id);
    expect(ids).toContain('flag-missing');
  });
});

describe('where the words fit no cause, nothing is said', () => {
  test.each([
    [
      'each flag twice',
      (flags: number) =>
        words(flags)
          .flatMap((word) => [word, word])
          .join('|'),
    ],
    [
      'a flag left out now and then',
      (flags: number) => words(flags % 7 === 0 ? flags & ~0xff00 : flags).join('|'),
    ],
    ['something else altogether', (flags: number) => `<${(flags * 7919) % 1000}>`],
  ])('%s', (_what, decode) => {
    expect(diagnose(changed([]), { decode })).toEqual([]);
  });

  test('nor of a right module, whatever its text looks like', () => {
    const texts = [
      changed([]),
      changed([['flags & 3', 'flags & 1']]),
      changed([['firstFlag = 6', 'firstFlag = 7']]),
      changed([]).replaceAll('\n', '\r\n'),
      'package main\n',
      '',
    ];
    for (const text of texts) expect(diagnose(text, RIGHT_MODULE)).toEqual([]);
    expect(captureOf('04', SOLUTION).events.length).toBeGreaterThan(100);
  });
});
