/** A variable that nothing uses: its name, and where it is declared, from 1; columns count bytes, as Go's do. */
export interface UnusedVariable {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** Strings, runes and comments are stepped over whole; a line comment ends before its newline. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[\s\S]/y;
/** What Go puts a semicolon after, at the end of a line. */
const ENDS_STATEMENT = /[\w"'`)\]}\u0080-\uffff]$|\+\+$|--$/;

/**
 * Puts `; _ = NAME` at the end of each variable's declaration, on the same line, so that all other places stay what
 * they are. Undefined where no such end is found.
 *
 * @param text Go source as latin1, so that one character is one byte.
 */
export function useVariables(text: string, variables: readonly UnusedVariable[]): string | undefined {
  const ends = variables.map((variable) => ({
    ...variable,
    end: endOfDeclaration(text, offsetOf(text, variable)),
  }));
  const fromTheBack = ends.toSorted((a, b) => (b.end ?? 0) - (a.end ?? 0));
  let used = text;
  for (const { name, end } of fromTheBack) {
    if (end === undefined) return undefined;
    used = `${used.slice(0, end)}; _ = ${name}${used.slice(end)}`;
  }
  return used;
}

function offsetOf(text: string, { line, column }: UnusedVariable): number {
  let start = 0;
  for (let row = 1; row < line; row += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

/**
 * Where the statement ends that goes on at an offset: where its line ends outside of brackets, or at the bracket that
 * closes the block around it. In the head of an if, for or switch that is behind the `{` that ends its line.
 */
function endOfDeclaration(text: string, start: number): number | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const isHead = /^\s*(?:\}\s*else\s+)?(?:if|for|switch)\b/.test(text.slice(lineStart, start));
  let depth = 0;
  let code = '';
  let end = start;
  TOKEN.lastIndex = start;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const [token] = match;
    if (token === '\n' && ((depth === 0 && ENDS_STATEMENT.test(code)) || (isHead && code.endsWith('{'))))
      return end;
    if (token === '}' && depth === 0) return end;
    if (/^[([{]$/.test(token)) depth += 1;
    if (/^[)\]}]$/.test(token)) depth -= 1;
    if (/^\s$/.test(token) || /^\/[/*]/.test(token)) continue;
    code = (code + token).slice(-2);
    end = TOKEN.lastIndex;
  }
  return undefined;
}
