import { homedir } from 'node:os';
import { clean } from '../../grader/report/text.ts';
import type { Mend } from './mend.ts';

/**
 * What a probe found:
 * - `ok`: it is there, and it works
 * - `missing`: it is not there
 * - `broken`: it is there and does not work, or is too old
 * - `untested`: nobody can say, for instance as only root may look
 */
export type Status = 'ok' | 'missing' | 'broken' | 'untested';

export interface Finding {
  readonly status: Status;
  /** Where it is, which one, or why not: for people. */
  readonly detail: string;
  /** The bare version, for bug reports. */
  readonly version?: string | undefined;
  readonly mend?: Mend | undefined;
}

export function ok(detail: string, version?: string): Finding {
  return { status: 'ok', detail: clean(detail), ...(version && { version: clean(version) }) };
}

export function missing(detail: string, mend?: Mend): Finding {
  return trouble('missing', detail, mend);
}

export function broken(detail: string, mend?: Mend): Finding {
  return trouble('broken', detail, mend);
}

export function untested(detail: string, mend?: Mend): Finding {
  return trouble('untested', detail, mend);
}

function trouble(status: Status, detail: string, mend: Mend | undefined): Finding {
  return { status, detail: clean(detail), ...(mend && { mend }) };
}

/** Paths of the home folder as a shell takes them, without the name of the user. */
export function tilde(text: string): string {
  const home = homedir();
  return home.length > 1 ? text.replaceAll(new RegExp(`${literal(home)}(?=[/\\s]|$)`, 'g'), '~') : text;
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
