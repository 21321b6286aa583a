import type { Diagnostic } from '../../grader/model/artifact.ts';
import type { Refusal } from '../../grader/model/capture.ts';
import type { Diagnosis } from '../../grader/model/verdict.ts';
import { clean } from '../../grader/report/text.ts';
import type { Painter } from '../terminal/paint.ts';

/** A compiler's remarks, in the form that editors turn into links. */
export function buildText(diagnostics: readonly Diagnostic[], paint: Painter): string {
  return diagnostics
    .map(({ file, line, column, severity, message }) => {
      const style = { error: 'red', warning: 'yellow', note: 'cyan' } as const;
      return `${file}:${line}:${column}: ${paint(style[severity], severity)}: ${message}`;
    })
    .join('\n');
}

/** What is behind it, in the same form. */
export function causesText(diagnoses: readonly Diagnosis[], paint: Painter): string {
  return diagnoses
    .map(({ file, line, column, message }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `${place === '' ? '' : `${place}: `}${paint('cyan', 'why')}: ${clean(message)}`;
    })
    .join('\n');
}

export interface RefusalOptions {
  readonly diagnoses: readonly Diagnosis[];
  /** Show the verifier's log whole. */
  readonly verifierLog: boolean;
}

/** That the kernel does not take the program, why, and what it said where it is asked for or nothing better is known. */
export function refusalText(
  { message, errno, verifierLog, libbpfLog }: Refusal,
  { diagnoses, verifierLog: whole }: RefusalOptions,
  paint: Painter,
): string {
  const log = verifierLog.trim();
  const said = log || libbpfLog.trim();
  const lines = log.split('\n').length;
  const known = diagnoses.some(({ id }) => id !== 'refused-by-kernel');
  const rest =
    whole || !known ? said : log && `--verifier-log shows all ${lines} lines of the verifier's log.`;
  const head = `${paint('red', 'refused:')} ${message}${errno ? ` (${errno})` : ''}`;
  return [head, rest === said ? said : '', causesText(diagnoses, paint), rest === said ? '' : rest]
    .filter(Boolean)
    .join('\n');
}
