import { describe, expect, test } from 'vitest';
import { GO_MISTAKES } from './go-errors.ts';
import { changed, diagnoseErrors, judge } from './support.ts';

describe('what Go does not accept', () => {
  test.each(GO_MISTAKES)('is explained: $what', ({ edits, said, id, line, message }) => {
    const [first, ...others] = diagnoseErrors(changed(edits), said);
    expect(first).toMatchObject({ id, message, file: 'go/main.go' });
    expect(first?.line ?? 0).toBe(line);
    expect(others).toEqual([]);
    expect(first?.see).toBe('steps/04-wasm#task-build-and-start-the-module');
  });

  test.each(GO_MISTAKES)('has a place that is there: $what', ({ edits, said }) => {
    const text = changed(edits);
    for (const { line = 1, column = 1 } of diagnoseErrors(text, said)) {
      const length = text.split('\n')[line - 1]?.length ?? -1;
      expect(column).toBeLessThanOrEqual(length + 1);
    }
  });

  test.each(GO_MISTAKES)('reads well: $what', ({ message }) => {
    expect(message).toMatch(/^\S.*[.?)]$/s);
    expect(message).not.toMatch(/undefined|\(s\)|`` | {2}/);
    expect(message.length).toBeLessThan(320);
  });
});

describe('of several errors', () => {
  const RIGHT = changed([]);

  test('an unknown name comes before the variable that is not used because of it', () => {
    const said = ['74:3 error declared and not used: number', '79:61 error undefined: num'];
    expect(diagnoseErrors(RIGHT, said)).toMatchObject([{ id: 'go-undefined', line: 79 }]);
  });

  test('an unknown name comes before the import that is not used because of it', () => {
    const said = [
      '4:2 error "strings" imported and not used',
      '79:45 error string.Join undefined (type string has no method Join)',
    ];
    expect(diagnoseErrors(RIGHT, said)).toMatchObject([{ id: 'go-undefined', line: 79 }]);
  });

  test('only variables that are not used are the cause themselves', () => {
    const said = ['60:2 error declared and not used: flags'];
    expect(diagnoseErrors(RIGHT, said)).toMatchObject([{ id: 'module-build', line: 60 }]);
  });
});

describe('what no rule knows', () => {
  const RIGHT = changed([]);

  test('is told in Go’s own words', () => {
    expect(diagnoseErrors(RIGHT, ['36:5 error something that Go never said before'])).toMatchObject([
      { id: 'module-build', line: 36, message: 'The first error: something that Go never said before' },
    ]);
  });

  test('cannot be a place behind the end', () => {
    const [found] = diagnoseErrors(RIGHT, ['9999:1 error something at the end']);
    expect(found?.line).toBe(RIGHT.split('\n').length);
  });

  test('is also what has no place, and what took too long', () => {
    const common = { status: 'failed', durationMs: 1, diagnostics: [] } as const;
    expect(judge({ ...common, timedOut: true }).diagnoses).toMatchObject([
      { id: 'module-build', message: 'Go did not come to an end in time.' },
    ]);
    expect(judge({ ...common, timedOut: false }).diagnoses).toMatchObject([{ id: 'module-build' }]);
  });

  test('is what is wrong with go.mod and build.yaml, which have words of their own', () => {
    const diagnostics = [
      {
        file: 'build.yaml',
        line: 1,
        column: 7,
        severity: 'error',
        category: '',
        message: '`wasm` names go/mian.go, which is not there',
      },
    ] as const;
    const { diagnoses } = judge({ status: 'failed', timedOut: false, durationMs: 1, diagnostics });
    expect(diagnoses).toMatchObject([{ id: 'module-build', file: 'build.yaml', line: 1, column: 7 }]);
  });
});

test('a control character of the learner’s comes to no terminal', () => {
  const [found] = diagnoseErrors(changed([]), ['36:5 error \u001b[31m is unknown']);
  expect(found?.message).toBe('The first error: \\x1b[31m is unknown');
});
