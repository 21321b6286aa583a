import type { ParsedText, Place } from '../../source/text.ts';

/** Where the braces of a text do not fit its indentation. */
export type BraceSlip =
  /** `opened`: the line of the brace that nothing closes; `place`: the line that a `}` is missing in front of. */
  | { readonly kind: 'missing'; readonly opened: number; readonly place: Place }
  | { readonly kind: 'extra'; readonly place: Place };

interface Open {
  readonly line: number;
  readonly indent: number;
}

const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[{}]/g;

/**
 * The first brace whose partner is missing, told by the indentation, which editors keep right; nothing where all have
 * one. A `}` that stands further left than its partner's line closes something that lies further out.
 */
export function bracesOf(source: ParsedText): BraceSlip | undefined {
  const open: Open[] = [];
  const braces = bracesIn(source.text);
  const balance = braces.reduce((sum, { brace }) => sum + (brace === '{' ? 1 : -1), 0);
  if (balance === 0) return undefined;
  for (const { brace, line, isFirst } of braces) {
    const indent = indentOf(source.lines[line - 1] ?? '');
    if (brace === '{') {
      const left = balance > 0 && isTopLevel(source.lines[line - 1] ?? '') ? open.at(-1) : undefined;
      if (left !== undefined) return missing(source, left, line);
      open.push({ line, indent });
      continue;
    }
    const partner = open.pop();
    if (partner === undefined) return { kind: 'extra', place: placeOf(source, line) };
    if (balance > 0 && isFirst && indent < partner.indent) return missing(source, partner, line);
    if (balance < 0 && isFirst && indent > partner.indent)
      return { kind: 'extra', place: placeOf(source, line) };
  }
  const left = open.at(-1);
  return left && missing(source, left, source.lines.length);
}

function bracesIn(text: string) {
  const braces: { readonly brace: string; readonly line: number; readonly isFirst: boolean }[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [brace] = match;
    if (brace !== '{' && brace !== '}') continue;
    line += text.slice(counted, match.index).split('\n').length - 1;
    counted = match.index;
    const before = text.slice(text.lastIndexOf('\n', match.index - 1) + 1, match.index);
    braces.push({ brace, line, isFirst: before.trim() === '' });
  }
  return braces;
}

/** A function or a type in the first column is never inside of anything. */
function isTopLevel(text: string): boolean {
  return /^(?:func|type)\s/.test(text);
}

/** The first line behind the open one that is indented no deeper; comments belong to what follows them. */
function missing(source: ParsedText, { line: opened, indent }: Open, until: number): BraceSlip {
  const { lines } = source;
  let line = opened + 1;
  while (line < until && (lines[line - 1]?.trim() === '' || indentOf(lines[line - 1] ?? '') > indent))
    line += 1;
  return { kind: 'missing', opened, place: placeOf(source, line) };
}

function placeOf({ file, lines }: ParsedText, line: number): Place {
  const text = lines[line - 1] ?? '';
  return { file, line, column: text.length - text.trimStart().length + 1 };
}

/** A tab counts as one step, and so do four spaces. */
function indentOf(text: string): number {
  const [blank = ''] = /^\s*/.exec(text) ?? [];
  return blank.replace(/ {4}/g, '\t').length;
}
