import { type LogSource, type LogStep, sourceOf, stepOf } from './log-lines.ts';

/** What a verifier's log comes down to. */
export interface VerifierLog {
  /** The sentence by which the verifier refuses the program. */
  readonly message: string;
  /** The sentences right before it, which go into detail; nearest last. */
  readonly notes: readonly string[];
  /** From the program's first instruction (or a later one where the log is long) to the one that is refused. */
  readonly path: readonly LogStep[];
}

/** A million instructions fill 16 MiB. Of a log that is longer than a program without loops makes, the end is enough. */
const LONG = 96 * 1024;
const READ = 64 * 1024;

/** Lines that describe the way and not the refusal: statistics, register states, jumps. */
const NOT_DECISIVE: readonly RegExp[] = [
  /^processed \d+ insns/,
  /^verification time/,
  /^(stack depth|insns processed|max_states)/,
  /^\d+: /,
  /^(R\d+|fp-?\d+)(_\w+)?=/,
  /^(last_idx|first_idx|regs=|parent |mark_precise|propagating|safe$)/,
  /^(cur|old) state:/,
  /^func#\d+ @/,
  /^(-- BEGIN|-- END)/,
  /^\d+ cgroup|^frame\d+:/,
];

/** The verifier tries every way through the program, the last one that was put off first. */
export function readLog(log: string): VerifierLog | undefined {
  const reader = new LogReader();
  const end = log.length > LONG ? log.slice(log.indexOf('\n', log.length - READ) + 1) : log;
  for (const line of end.split('\n')) reader.read(line);
  return reader.result();
}

class LogReader {
  #path: LogStep[] = [];
  /** Branches whose other way was tried already. */
  readonly #taken = new Set<LogStep>();
  #frame = 0;
  #source: LogSource | undefined;
  #sentences: string[] = [];

  read(raw: string): void {
    // Some sentences of the kernel lack their end of line.
    const line = raw.replace(/(?<=\S)processed \d+ insns .*/, '').trim();
    const step = stepOf(line);
    if (step !== undefined) this.#follow(step);
    else if (line.startsWith(';')) this.#source = sourceOf(line);
    else if (line !== '') this.#other(line);
  }

  result(): VerifierLog | undefined {
    const message = this.#sentences.at(-1);
    if (message === undefined) return undefined;
    return { message, notes: this.#sentences.slice(0, -1), path: this.#path };
  }

  #follow({ index, text, state }: Pick<LogStep, 'index' | 'text' | 'state'>): void {
    this.#sentences = [];
    const frame = /\bframe(\d+):/.exec(state)?.[1];
    if (frame !== undefined) this.#frame = Number(frame);
    this.#path.push({ index, text, state, frame: this.#frame, source: this.#source });
  }

  #other(line: string): void {
    const from = /^from (\d+) to \d+[^:]*:(.*)/.exec(line);
    if (from !== null) this.#goBack(Number(from[1]), from[2] ?? '');
    else if (line === 'callee:') this.#frame++;
    else if (/^to caller at/.test(line)) this.#frame = Math.max(0, this.#frame - 1);
    else if (/^(Func#\d+|Validating )/.test(line)) this.#path = [];
    else if (/^(caller|returning from callee):$/.test(line)) return;
    else if (/^\d+: |^(frame\d+: )?R\d+(_\w+)?=/.test(line)) this.#addState(line);
    else if (!NOT_DECISIVE.some((pattern) => pattern.test(line))) this.#sentences.push(line);
  }

  /** Each branch is gone back to once; what was tried behind it is no part of the way any more. */
  #goBack(index: number, state: string): void {
    const at = this.#path.findLastIndex((step) => step.index === index && !this.#taken.has(step));
    const branch = this.#path[at];
    this.#path = branch === undefined ? [] : this.#path.slice(0, at + 1);
    if (branch !== undefined) this.#taken.add(branch);
    this.#frame = Number(/\bframe(\d+):/.exec(state)?.[1] ?? 0);
    this.#source = branch?.source;
    this.#addState(state);
  }

  #addState(state: string): void {
    const last = this.#path.pop();
    if (last === undefined) return;
    const told = { ...last, state: `${last.state} ${state}` };
    if (this.#taken.has(last)) this.#taken.add(told);
    this.#path.push(told);
  }
}
