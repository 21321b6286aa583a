import { StringDecoder } from 'node:string_decoder';

/** Bytes of standard output and error that are kept of a module; what comes after is dropped. */
export const OUTPUT_LIMIT = 64 * 1024;
/** Characters of the end that are kept besides: a panic is the last thing that a module says. */
const TAIL = 16 * 1024;

/** How Go's runtime begins, and some of what it says then. */
const REASON = /^(?:panic|fatal error): .{0,500}/m;
const REASON_START = /^(?:panic|fatal error): /;

/** What a module writes to its standard output and error. */
export class ModuleOutput {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onText: (text: string) => void;
  #left = OUTPUT_LIMIT;
  #tail = '';
  #reason: string | undefined;

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  write(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#left);
    this.#left -= kept.length;
    if (kept.length > 0) this.#onText(this.#decoder.write(kept));
    this.#reason ??= REASON.exec(Buffer.from(bytes).toString('utf8'))?.[0];
    const end = Buffer.from(bytes.subarray(-TAIL)).toString('utf8');
    this.#tail = (this.#tail + end).slice(-TAIL);
  }

  /** The lines that it said last, without empty ones. */
  get lastLines(): readonly string[] {
    const lines = this.#tail.split('\n').filter((line) => line.trim() !== '');
    // A panic with a long text has pushed its own beginning out.
    const isThere = this.#reason === undefined || lines.some((line) => REASON_START.test(line));
    return isThere ? lines : [this.#reason ?? '', ...lines];
  }
}
