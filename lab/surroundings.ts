/** What a command needs of its surroundings. */
export interface Surroundings {
  /** Given on Ctrl-C. */
  readonly signal: AbortSignal;
  setExitCode(code: number): void;
}
