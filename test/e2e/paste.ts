/** The C or Go code of the Solution under a task's heading, cut at `// …` into pieces that belong to different places. */
export function solutionBlocks(lesson: string, task: string): readonly string[] {
  const section = lesson.split(/^## /m).find((part) => part.startsWith(`Task: ${task}\n`));
  const solution = section?.match(/<summary>Solution<\/summary>\n(.*?)<\/details>/s)?.[1];
  const code = solution?.match(/^```(?:c|go)\n(.*?)^```$/ms)?.[1];
  if (!code) throw new Error(`the lesson has no solution for "${task}"`);
  return code
    .split(/^\/\/ …$/m)
    .map((piece) => piece.replace(/^\n+|\n+$/g, ''))
    .filter((piece) => piece !== '');
}

/**
 * Puts pieces of code where a reader of the lesson would: a struct and a function in place of the one of the same
 * name, the head of a function in place of its old head, statements (and Go's imports) in place of the span that they
 * begin and end with; what has no old version goes before the license.
 */
export function pasteInto(program: string, pieces: readonly string[]): string {
  return pieces.flatMap(definitions).reduce(pasteOne, program);
}

/** One piece may hold several functions. */
function definitions(piece: string): readonly string[] {
  return piece.split(/\n\n(?=SEC\()/);
}

function pasteOne(program: string, piece: string): string {
  const functionName = /^(?:static __always_inline )?int (\w+)\(/m.exec(piece)?.[1];
  if (piece.startsWith('struct ')) return replaceSpan(program, /^struct event \{.*?^\};/ms, piece);
  if (functionName && piece.startsWith('static')) {
    const head = piece.replace(/\n\{$/, '');
    return replaceSpan(
      program,
      new RegExp(`^static __always_inline int ${functionName}\\([^)]*\\)`, 'm'),
      head,
    );
  }
  if (functionName) {
    const section = piece.split('\n')[0] ?? '';
    const old = new RegExp(`^${escaped(section)}$.*?^\\}`, 'ms');
    return old.test(program) ? replaceSpan(program, old, piece) : beforeLicense(program, piece);
  }
  return replaceStatements(program, piece);
}

function replaceStatements(program: string, piece: string): string {
  const lines = piece.split('\n').filter((line) => line.trim() !== '');
  const known = lines.filter((line) => program.includes(`${line}\n`));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`nowhere to paste:\n${piece}`);
  return replaceSpan(program, new RegExp(`^${escaped(first)}$(?:.*?^${escaped(last)}$)?`, 'ms'), piece);
}

function beforeLicense(program: string, piece: string): string {
  return replaceSpan(program, /^(?=char LICENSE)/m, `${piece}\n\n`);
}

function replaceSpan(program: string, span: RegExp, piece: string): string {
  if (!span.test(program)) throw new Error(`${span} is not in the program:\n${program}`);
  return program.replace(span, () => piece);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
