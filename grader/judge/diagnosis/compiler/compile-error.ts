import type { Diagnostic } from '../../../model/artifact.ts';
import { showSentence } from '../../text.ts';
import { type Finding, rule } from '../rule.ts';
import { failureOf } from './failure.ts';
import { plainWords } from './plain-words.ts';

/** Where no other rule knows what is behind it. */
export const compileError = rule({
  id: 'compile-error',
  meaning: 'The compiler does not accept the program, for a reason that no other rule knows.',
  example: {
    code: 'event->flags = flags +;',
    message:
      'The compiler cannot make sense of this line. In its own words: expected expression. If the line is right, look at the end of the one before.',
  },
  needs: ['failedBuild'],
  find: ({ failedBuild, program }) => {
    const errors = failedBuild.diagnostics.filter(({ severity }) => severity === 'error');
    const own = errors.find(({ file, line }) => line > 0 && file === program?.file);
    const first = own ?? errors.find(({ line }) => line > 0) ?? errors[0];
    if (first === undefined) return [];
    const plain = program && plainWords(failureOf(failedBuild, program), first);
    const message = plain ?? messageOf(first, failedBuild.diagnostics);
    return [{ message, ...within(first, failedBuild.diagnostics) }];
  },
});

function messageOf(error: Diagnostic, diagnostics: readonly Diagnostic[]): string {
  const words = showSentence(error.message.replace(/[.\s]+$/, ''));
  if (error.line === 0) return `The compiler gave up: ${words}.`;
  if (inclusionOf(error, diagnostics) !== undefined) {
    return `Within the header that is included here, the compiler gives up: ${words}. Headers are in order, so that something before this line is not, or the header does not belong here.`;
  }
  if (!error.file.endsWith('.c')) return `In this file, the first error is: ${words}.`;
  const before =
    error.category === 'Parse Issue' ? ' If the line is right, look at the end of the one before.' : '';
  return `The compiler cannot make sense of this line. In its own words: ${words}.${before}`;
}

/** An error within a header is told at the line of the program that includes it. */
function within(error: Diagnostic, diagnostics: readonly Diagnostic[]): Omit<Finding, 'message'> {
  const { file, line, column } = inclusionOf(error, diagnostics) ?? error;
  const place = line === 0 ? { file } : column === 0 ? { file, line } : { file, line, column };
  return { confidence: 'fallback', place, explains: ['build'] };
}

function inclusionOf(error: Diagnostic, diagnostics: readonly Diagnostic[]): Diagnostic | undefined {
  const next = diagnostics[diagnostics.indexOf(error) + 1];
  return next?.category === 'Include' ? next : undefined;
}
