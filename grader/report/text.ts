import stringWidth from 'string-width';

/**
 * Makes text of unknown origin safe for a terminal: control characters and those that reorder or hide text become
 * escapes (`\x1b`), tabs become spaces.
 */
export function clean(text: string): string {
  return text.replaceAll('\t', '    ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Breaks a text at spaces into lines of at most `width` cells; a word that is too long is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && stringWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/**
 * A line with `right` at the right edge. Where both do not fit, `left` is wrapped and `right` stands in the last
 * line; following lines are indented by `hanging` cells.
 */
export function spread(left: string, right: string, width: number, hanging: number): string[] {
  const lines = wrap(left, Math.max(width - stringWidth(right) - 2, hanging + 16));
  return lines.map((line, index) => {
    const text = index === 0 ? line : ' '.repeat(hanging) + line;
    if (index < lines.length - 1) return text;
    return text + ' '.repeat(Math.max(width - stringWidth(text) - stringWidth(right), 2)) + right;
  });
}

/** Cells that a text takes on a terminal. */
export function cells(text: string): number {
  return stringWidth(text);
}

/** The longest beginning of a text that takes at most `width` cells. */
export function cut(text: string, width: number): string {
  return pieces(text, width)[0] ?? '';
}

/** Behind the last bar, if it is not far from the end: names of flags stay whole. */
function breakIn(part: string): number {
  const bar = part.lastIndexOf('|') + 1;
  return bar > part.length / 2 ? bar : part.length;
}

function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const character of word) {
    if (part !== '' && stringWidth(part + character) > width) {
      const end = breakIn(part);
      parts.push(part.slice(0, end));
      part = part.slice(end) + character;
    } else part += character;
  }
  return [...parts, part];
}
