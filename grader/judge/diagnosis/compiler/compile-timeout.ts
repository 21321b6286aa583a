import { compilerRule } from './failure.ts';

export const compileTimeout = compilerRule({
  id: 'compile-timeout',
  meaning: 'The compiler does not come to an end within its time.',
  example: {
    code: '#define TWICE(x) x x\n#define MANY(x) TWICE(TWICE(TWICE(TWICE(x))))\nint a[] = { MANY(MANY(MANY(MANY(MANY(MANY(1,)))))) };',
    message:
      'The compiler did not come to an end with this program and was stopped. That is the work of a macro that grows into a huge text, or of an `#include` that leads to itself: take out what you added last.',
  },
  explain: ({ timedOut, scan, program }) => {
    if (!timedOut) return undefined;
    const own = scan.directives.find(({ text }) => /^#\s*(define\s+\w+\(|include\s*")/.test(text));
    return {
      message:
        'The compiler did not come to an end with this program and was stopped. That is the work of a macro that grows into a huge text, or of an `#include` that leads to itself: take out what you added last.',
      at: own?.from ?? { file: program.file },
    };
  },
});
