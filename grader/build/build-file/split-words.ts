/** The words of a command line, or why it has none. */
export type Words =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'unclosed'; readonly quote: string };

/** A quoted part, an escaped character, or a run of plain ones. */
const PART = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/y;

/**
 * Splits a text into words as a POSIX shell does: at blanks, with quotes and backslashes. Nothing is expanded: `$` and
 * `*` are plain characters.
 */
export function splitWords(text: string): Words {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    if (at === text.length) break;
    const { word, end } = readWord(text, at);
    // A quote or backslash that nothing ends stops the reader where no blank is.
    if (end < text.length && !/\s/.test(text.charAt(end)))
      return { kind: 'unclosed', quote: text.charAt(end) };
    words.push(word);
    at = end;
  }
  return { kind: 'words', words };
}

function readWord(text: string, start: number): { word: string; end: number } {
  let word = '';
  let end = start;
  for (;;) {
    PART.lastIndex = end;
    const match = PART.exec(text);
    if (match === null) return { word, end };
    const [, single, double, escaped, plain] = match;
    // Within double quotes, a backslash is itself before anything but these.
    word += single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '';
    end = PART.lastIndex;
  }
}
