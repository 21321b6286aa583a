import { LabError } from '../../grader/model/error.ts';

/** The first Ctrl-C asks every stage to stop and release; impatience is of no use, so later ones are ignored. */
export function onInterrupt(abort: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => abort.abort(interrupted()));
}

export function interrupted(): LabError {
  return new LabError({
    kind: 'interrupted',
    code: 'interrupted',
    message: 'Interrupted.',
  });
}
