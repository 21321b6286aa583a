import { StringDecoder } from 'node:string_decoder';

/** Bytes of standard output and error that are kept of a module; what comes after is dropped. */
export const OUTPUT_LIMIT = 64 * 1024;
/** Characters of the end that are kept besides: a panic is the last thing that a module says. */
const TAIL = 16 * 1024;

/** What a module writes to its standard output and error. */
export class ModuleOutput {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onText: (text: string) => void;
  #left = OUTPUT_LIMIT;
  #tail = '';

  constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  write(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, this.#left);
    this.#left -= kept.length;
    if (kept.length > 0) this.#onText(this.#decoder.write(kept));
    const end = Buffer.from(bytes.subarray(-TAIL)).toString('utf8');
    this.#tail = (this.#tail + end).slice(-TAIL);
  }

  /** The lines that it said last, without empty ones. */
  get lastLines(): readonly string[] {
    return this.#tail.split('\n').filter((line) => line.trim() !== '');
  }
}
