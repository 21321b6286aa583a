import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findHeaders } from '../../../../grader/build/headers.ts';
import { braceFault } from '../../../../grader/judge/diagnosis/compiler/braces.ts';
import { failureOf } from '../../../../grader/judge/diagnosis/compiler/failure.ts';
import { broughtBy, HEADERS } from '../../../../grader/judge/diagnosis/compiler/headers.ts';
import { nearestName } from '../../../../grader/judge/diagnosis/compiler/names.ts';
import { COMPILER_RULES } from '../../../../grader/judge/diagnosis/compiler/rules.ts';
import { SIGNATURES } from '../../../../grader/judge/diagnosis/compiler/signatures.ts';
import { scan } from '../../../../grader/judge/diagnosis/compiler/tokens.ts';
import { parseC } from '../../../../grader/judge/diagnosis/source/c-source.ts';
import type { Diagnostic } from '../../../../grader/model/artifact.ts';
import { explain, RIGHT } from './mistake.ts';

const FILE = 'program.bpf.c';

function failed(text: string, diagnostics: readonly Diagnostic[], timedOut = false) {
  return { status: 'failed', timedOut, diagnostics, durationMs: 1, program: { file: FILE, text } } as const;
}

function error(about: Partial<Diagnostic>): Diagnostic {
  return {
    file: FILE,
    line: 1,
    column: 1,
    severity: 'error',
    category: 'Parse Issue',
    message: '',
    ...about,
  };
}

describe('a compiler that does not come to an end', () => {
  const cause = error({
    line: 0,
    column: 0,
    category: 'Compiler',
    message: 'the compiler was stopped after 20 s',
  });

  test('is told as such, at a macro of the program', () => {
    const text = `#define MANY(x) x x\n${RIGHT}`;
    expect(explain(failed(text, [cause], true))).toMatchObject({ id: 'compile-timeout', place: { line: 1 } });
  });

  test('has no line where nothing looks like the cause', () => {
    expect(explain(failed(RIGHT, [cause], true))?.place).toEqual({ file: FILE });
  });
});

describe('not sure means silent', () => {
  test('words of the compiler alone convince no rule', () => {
    const messages = [
      "use of undeclared identifier 'x'",
      "expected ';' after expression",
      'redefinition of x',
    ];
    for (const message of messages) {
      for (const category of ['Parse Issue', 'Semantic Issue', 'Lexical or Preprocessor Issue']) {
        const said = explain(failed(RIGHT, [error({ line: 48, column: 2, category, message })]));
        expect(said?.id).toBe('compile-error');
      }
    }
  });

  test('places that the text does not have do no harm', () => {
    const places = [
      error({ line: 999, column: 9 }),
      error({ line: 3, column: 900 }),
      error({ line: 0, column: 0 }),
    ];
    for (const place of places) expect(explain(failed(RIGHT, [place]))?.id).toBe('compile-error');
    expect(explain(failed('', [error({})]))?.id).toBe('compile-error');
  });

  test('a build that failed before the program was read has the last word of build.yaml', () => {
    const build = { status: 'failed', timedOut: false, durationMs: 1 } as const;
    const diagnostics = [error({ file: 'build.yaml', line: 2, message: 'unknown key `wsam`' })];
    const said = explain({ ...build, diagnostics });
    expect(said).toMatchObject({ id: 'compile-error', place: { file: 'build.yaml', line: 2 } });
  });
});

describe('the text of a program', () => {
  test('is read token by token, comments and lines with # apart', () => {
    const { tokens, directives, unclosed } = scan(
      '#include <a.h>\nint a = 1; // "x\n/* { */ char *b = "\\"{";\n',
    );
    expect(tokens.map(({ text }) => text).join(' ')).toBe('int a = 1 ; char * b = "\\"{" ;');
    expect(directives.map(({ text }) => text)).toEqual(['#include <a.h>']);
    expect(unclosed).toEqual([]);
  });

  test.each([
    ['"abc\n', 'text'],
    ['/* abc\n', 'comment'],
    ["'a\n", 'character'],
    ['"abc\\"\n', 'text'],
  ])('%j has no end', (text, kind) => {
    expect(scan(text).unclosed).toMatchObject([{ kind, from: 0, line: 1 }]);
  });

  test('has its braces in order where they are', () => {
    expect(braceFault(failureOf(failed(RIGHT, []), parseC({ file: FILE, text: RIGHT })))).toBeUndefined();
  });
});

describe('the nearest name', () => {
  test.each([
    ['flag', 'flags'],
    ['evnts', 'events'],
    ['pdi', 'pid'],
    ['timestamp', 'timestamp_raw'],
    ['ctz', undefined],
    ['whatever', undefined],
  ])('of %s is %s', (word, near) => {
    expect(nearestName(word, ['flags', 'events', 'pid', 'timestamp_raw', 'filename', 'mode'])).toBe(near);
  });
});

describe('the tables of names', async () => {
  const { gadget, libbpf } = await findHeaders();
  const folders = [gadget, join(gadget, 'gadget/amd64'), libbpf];
  const read = (header: string): string => {
    for (const folder of folders) {
      try {
        return readFileSync(join(folder, header), 'utf8');
      } catch {
        // In the next one.
      }
    }
    throw new Error(`${header} is nowhere`);
  };

  test.each([...HEADERS])('%s has what is said of it', (header, names) => {
    const text = header === 'bpf/bpf_helpers.h' ? read(header) + read('bpf/bpf_helper_defs.h') : read(header);
    const words = new Set(text.match(/\w+/g));
    const later = /^bpf_(for|repeat|for_each)$/;
    expect(names.filter((name) => !words.has(name) && !later.test(name))).toEqual([]);
  });

  test('functions take what their headers say', () => {
    const texts = ['bpf/bpf_helper_defs.h', ...HEADERS.keys()]
      .filter((header) => header !== 'vmlinux.h')
      .map(read);
    const all = texts.join('\n').replace(/\s+/g, ' ');
    for (const [name, parameters] of SIGNATURES) {
      const uses = all.matchAll(new RegExp(`\\b${name}\\)? ?\\(([^()]*)\\)`, 'g'));
      const lists = [...uses].map(([, list = '']) => list.trim().replace(/^void$/, ''));
      // Calls look alike; one of the places is the declaration.
      expect(lists, name).toContain(parameters.join(', '));
    }
  });

  test('a header brings those that it includes', () => {
    for (const header of ['gadget/buffer.h', 'gadget/common.h', 'gadget/filter.h', 'gadget/mntns.h']) {
      const included = [...read(header).matchAll(/#include <([^>]+)>/g)].map(([, name = '']) => name);
      expect([...broughtBy([header])]).toEqual(expect.arrayContaining(included));
    }
  });
});

describe('every rule', () => {
  test('has an id of its own and an example', () => {
    const ids = COMPILER_RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { example } of COMPILER_RULES) expect(example.message).toMatch(/[.)]$/);
  });

  test('is done within a moment', () => {
    const text = RIGHT.replace('event->flags = flags;', 'event->flags = flag;');
    const diagnostics = [error({ line: 50, column: 17, category: 'Semantic Issue' })];
    const started = performance.now();
    for (let time = 0; time < 20; time++) explain(failed(text, diagnostics));
    expect((performance.now() - started) / 20).toBeLessThan(30);
  });
});
