/** What a command needs of its surroundings. */
export interface Surroundings {
  /** Given on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Given when nobody reads stdout any more. */
  readonly outputClosed: AbortSignal;
  setExitCode(code: number): void;
}
