/** What a verifier's log comes down to. */
export interface DecisiveLine {
  /** The sentence by which the verifier refuses the program. */
  readonly message: string;
  /** The C line that it was at, where the log names one. */
  readonly source?: { readonly file: string; readonly line: number; readonly text: string };
}

/** Lines that describe the way and not the refusal: statistics, instructions, register states, jumps. */
const NOT_DECISIVE: readonly RegExp[] = [
  /^processed \d+ insns/,
  /^verification time/,
  /^(stack depth|insns processed|max_states)/,
  /^\d+: /,
  /^(R\d+|fp-?\d+)[_=(]/,
  /^from \d+ to \d+/,
  /^(last_idx|first_idx|regs=|parent |mark_precise|propagating|safe$|arg#\d)/,
  /^(cur|old) state:/,
  /^func#\d+ @/,
  /^(-- BEGIN|-- END)/,
  /^Func#\d+|^Validating |^\d+ cgroup|^frame\d+:/,
];

/** `; event->flags = ctx->args[9]; @ program.bpf.c:42`; kernels before 6.10 leave the place out. */
const SOURCE_LINE = /^; (.*) @ (\S+):(\d+)$/;

/**
 * Finds the line that says why: the last one before the statistics that tells of no instruction, register or
 * jump. Undefined where the log holds none.
 */
export function decisiveLine(log: string): DecisiveLine | undefined {
  const lines = log.split('\n').map((line) => line.trim());
  const index = lines.findLastIndex((line) => isDecisive(line));
  const message = lines[index];
  if (message === undefined) return undefined;
  const places = lines.slice(0, index).flatMap((line) => placeOf(line) ?? []);
  // What is inlined from a header was called from the program, and there it is to be mended.
  const source = places.findLast(({ file }) => !file.endsWith('.h')) ?? places.at(-1);
  return source === undefined ? { message } : { message, source };
}

function placeOf(line: string): DecisiveLine['source'] {
  const [, text = '', file, number] = SOURCE_LINE.exec(line) ?? [];
  return file === undefined ? undefined : { file, line: Number(number), text };
}

function isDecisive(line: string): boolean {
  return line !== '' && !line.startsWith(';') && !NOT_DECISIVE.some((pattern) => pattern.test(line));
}
