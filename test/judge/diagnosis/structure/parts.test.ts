import { describe, expect, test } from 'vitest';
import { parseC } from '../../../../grader/judge/diagnosis/source/c-source.ts';
import { codeOf } from '../../../../grader/judge/diagnosis/structure/code.ts';
import { isNear } from '../../../../grader/judge/diagnosis/structure/nearest-name.ts';
import { STRUCTURE_RULES } from '../../../../grader/judge/diagnosis/structure/rules.ts';
import { stepsOf } from '../../../../grader/judge/diagnosis/structure/steps.ts';
import { source } from './diagnosed.ts';

function steps(body: string, before = '') {
  const code = codeOf(parseC({ file: 'p.c', text: `${before}\nint f(int a, int b)\n{\n${body}\n}\n` }));
  const entry = code.functions.find(({ name }) => name === 'f');
  if (entry === undefined) throw new Error('f is not there');
  return stepsOf(code, entry).map((step) => ({
    what: code.text.slice(step.node.from, step.node.to),
    when: step.guards.map(
      ({ condition, when }) => `${when} ${code.text.slice(condition.from, condition.to)}`,
    ),
    reached: step.behind === undefined,
  }));
}

describe('the code that counts', () => {
  test('has no comments and no texts, at the same offsets', () => {
    const text = 'int a; // b()\nconst char *t = "c()";\n/* d */ int e;\n';
    const code = codeOf(parseC({ file: 'p.c', text }));
    expect(code.text).toHaveLength(text.length);
    expect(code.text).not.toMatch(/[bcd]\(|d/);
    expect(code.text.indexOf('int e')).toBe(text.indexOf('int e'));
  });

  test('leaves out what #if 0 does, up to its #else', () => {
    const code = codeOf(parseC({ file: 'p.c', text: '#if 0\nint a;\n#else\nint b;\n#endif\nint c;\n' }));
    expect(code.text.match(/int \w/g)).toEqual(['int b', 'int c']);
  });

  test('is the same with either kind of line ends', () => {
    const unix = codeOf(parseC({ file: 'p.c', text: source('02') }));
    const dos = codeOf(parseC({ file: 'p.c', text: source('02').replaceAll('\n', '\r\n') }));
    expect(dos.calls.map(({ callee, line }) => [callee, line])).toEqual(
      unix.calls.map(({ callee, line }) => [callee, line]),
    );
    expect(dos.functions.map(({ name, section }) => [name, section?.name])).toEqual(
      unix.functions.map(({ name, section }) => [name, section?.name]),
    );
  });
});

describe('the steps of a program', () => {
  test('come in the order of time, with what has to be true', () => {
    expect(steps('if (a) return g(); else h(); i();')).toEqual([
      { what: 'g()', when: ['true (a)'], reached: true },
      { what: 'h()', when: ['false (a)'], reached: true },
      { what: 'i()', when: ['false (a)'], reached: true },
    ]);
  });

  test('go on in functions of the program', () => {
    const own = 'static void own(int x)\n{\n\tif (x)\n\t\treturn;\n\tinner();\n}\n';
    expect(steps('own(1); behind();', own).map(({ what, when }) => [what, ...when])).toEqual([
      ['inner()', 'false (x)'],
      ['own(1)'],
      ['behind()'],
    ]);
  });

  test('are not reached behind a return', () => {
    expect(steps('g(); return 0; h();').map(({ what, reached }) => [what, reached])).toEqual([
      ['g()', true],
      ['h()', false],
    ]);
  });

  test('at a label, only what is true on every way there', () => {
    const body = 'if (a) goto out; if (b) goto skip; g(); skip: h(); out: i();';
    expect(steps(body).map(({ what, when }) => [what, ...when])).toEqual([
      ['g()', 'false (a)', 'false (b)'],
      ['h()', 'false (a)'],
      ['i()'],
    ]);
  });

  test('end in a program that calls itself', () => {
    expect(steps('f(a, b);').length).toBeLessThan(20);
  });
});

test('names are near by a slip, not by chance', () => {
  for (const name of ['file_name', 'filenam', 'fielname', 'FileName', 'filenames']) {
    expect([name, isNear(name, 'filename')]).toEqual([name, true]);
  }
  for (const name of ['path', 'fname2', 'file', 'timestamp']) {
    expect([name, isNear(name, 'filename')]).toEqual([name, false]);
  }
});

test('each id is there once, with an example that is a sentence', () => {
  const ids = STRUCTURE_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { example, meaning } of STRUCTURE_RULES) {
    expect(example.message).toMatch(/^[`A-Z0-9].*\.$/);
    expect(meaning).toMatch(/^[A-Z].*\.$/);
  }
});
