import { painterFor } from './paint.ts';

/** What commander says of a command line that it does not understand, in the form of the lab's other errors. */
export function usageError(text: string): string {
  const paint = painterFor(process.stderr);
  return text
    .replace(/^error: /, `${paint('red', 'lab:')} `)
    .replace(/\n\(Did you mean (.*)\?\)/, `\n${paint('cyan', 'mend:')} did you mean $1?`);
}
