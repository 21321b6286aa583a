/** Something that set-up cannot do by itself: says what, and how to mend it. Ends the process with exit code 3. */
export class SetupFailure extends Error {
  /** @param {string} message one sentence: what is wrong @param {string} [mend] a command, or what to change */
  constructor(message, mend) {
    super(message);
    this.name = 'SetupFailure';
    this.mend = mend;
  }
}
