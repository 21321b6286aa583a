/**
 * What kind of trouble it is; it decides the exit code.
 * - `request`: the user asked for something that cannot be done as asked (exit 2)
 * - `machine`: this machine lacks something, or the run broke (exit 3)
 * - `interrupted`: the user stopped it (exit 130)
 */
export type ErrorKind = 'request' | 'machine' | 'interrupted';

export interface LabErrorOptions {
  readonly kind: ErrorKind;
  /** Stable name, kebab-case, listed in docs/errors.md. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** What to do about it: a command or a place to edit. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error that the lab throws on purpose. What a learner got wrong is never an error but a value in a
 * verdict; an error means that nothing could be judged.
 */
export class LabError extends Error {
  override readonly name = 'LabError';
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string | undefined;

  constructor(options: LabErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = options.kind;
    this.code = options.code;
    this.hint = options.hint;
  }
}

/** Exit codes of the command line, by kind of error. */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = { request: 2, machine: 3, interrupted: 130 };
