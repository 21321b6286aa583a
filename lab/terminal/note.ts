import { painterFor } from './paint.ts';

/** Something worth knowing beside a command's result. */
export function note(text: string): void {
  process.stderr.write(`${painterFor(process.stderr)('yellow', 'note:')} ${text}\n`);
}
