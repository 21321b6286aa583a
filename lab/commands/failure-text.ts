import type { Diagnostic } from '../../grader/model/artifact.ts';
import type { Refusal } from '../../grader/model/capture.ts';
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

/** Why the kernel does not take the program, and the verifier's log where there is one. */
export function refusalText({ message, errno, verifierLog, libbpfLog }: Refusal, paint: Painter): string {
  const reason = verifierLog.trim() || libbpfLog.trim();
  return [`${paint('red', 'refused:')} ${message}${errno ? ` (${errno})` : ''}`, reason]
    .filter(Boolean)
    .join('\n');
}
