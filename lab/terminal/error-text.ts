import { LabError } from '../../grader/model/error.ts';
import { type Painter, painterFor } from './paint.ts';

/** What a person reads when nothing could be judged: what is wrong, then how to mend it. */
export function errorText(error: unknown, stream: NodeJS.WriteStream): string {
  const paint = painterFor(stream);
  return error instanceof LabError ? labErrorText(error, paint) : bugText(error, paint);
}

function labErrorText({ code, message, hint, cause }: LabError, paint: Painter): string {
  const lines = [`${paint('red', 'lab:')} ${message}`];
  if (hint) lines.push(`${paint('cyan', 'mend:')} ${hint}`);
  if (code === 'internal') lines.push(String(cause), REPORT);
  return lines.join('\n');
}

function bugText(error: unknown, paint: Painter): string {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint('red', 'lab:')} this is a bug in the lab, not in your program.\n${details}\n${REPORT}`;
}

const REPORT = 'Please report it with the command that you ran.';
