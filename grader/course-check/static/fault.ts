import { folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import type { Finding } from '../finding.ts';

export type StaticFinding = Finding & { readonly part: 'static' };

interface Where {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** An author's slip in a file of a step. */
export function fault(step: Step | undefined, where: Where): StaticFinding {
  return { part: 'static', kind: 'fault', ...(step && { step: folderName(step) }), ...where };
}
