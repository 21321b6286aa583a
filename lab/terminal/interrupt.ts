import { LabError } from '../../grader/model/error.ts';

/** The first Ctrl-C asks every stage to stop and release; impatience is of no use, so later ones are ignored. */
export function onInterrupt(abort: AbortController): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (signal !== 'SIGINT' || deaf === 0) abort.abort(interrupted());
    });
}

/** How many programs have the terminal, and with it Ctrl-C. */
let deaf = 0;

/** From now on Ctrl-C is somebody else's, until the function that this gives is called. */
export function deafToInterrupt(): () => void {
  deaf++;
  return () => {
    deaf--;
  };
}

export function interrupted(): LabError {
  return new LabError({
    kind: 'interrupted',
    code: 'interrupted',
    message: 'Interrupted.',
  });
}
