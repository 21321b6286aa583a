import { rule } from '../rule.ts';

/** Where no other rule knows what is behind it. */
export const compileError = rule({
  id: 'compile-error',
  meaning: 'The compiler does not accept the program, for a reason that no other rule knows.',
  example: {
    code: 'event->flags = flags +;',
    message: 'The first error: expected expression',
  },
  needs: ['failedBuild'],
  find: ({ failedBuild }) => {
    const first = failedBuild.diagnostics.find(({ severity }) => severity === 'error');
    if (first === undefined) return [];
    const { file, line, column, message } = first;
    return [
      {
        message: `The first error: ${message}`,
        confidence: 'fallback',
        place: line === 0 ? { file } : { file, line, column },
        explains: ['build'],
      },
    ];
  },
});
