import type { SyntaxNode, Tree } from '@lezer/common';

/** A place in a file of the workspace, as editors count: both from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A text with its syntax tree. What does not parse is still there, with error nodes in between. */
export interface ParsedText {
  /** Relative to the workspace. */
  readonly file: string;
  readonly text: string;
  /** Without their ends. */
  readonly lines: readonly string[];
  readonly tree: Tree;
}

export function parsedText(file: string, text: string, tree: Tree): ParsedText {
  return { file, text, lines: text.split(/\r?\n/), tree };
}

/** Where each line begins; counting anew for every node would take the square of a long text's time. */
const lineStarts = new WeakMap<ParsedText, readonly number[]>();

function startsOf(source: ParsedText): readonly number[] {
  const known = lineStarts.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1))
    starts.push(at + 1);
  lineStarts.set(source, starts);
  return starts;
}

/** The place of an offset into the text. */
export function placeAt(source: ParsedText, offset: number): Place {
  const starts = startsOf(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: source.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

export function textOf({ text }: ParsedText, node: SyntaxNode): string {
  return text.slice(node.from, node.to);
}

/** Every node of these names below another, itself included, in the order of the text. */
export function nodesOf(root: SyntaxNode, ...names: readonly string[]): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  root.cursor().iterate((node) => {
    if (names.includes(node.name)) found.push(node.node);
  });
  return found;
}

/** The nearest node of such a name around another. */
export function enclosing(node: SyntaxNode, ...names: readonly string[]): SyntaxNode | undefined {
  let around = node.parent;
  while (around !== null && !names.includes(around.name)) around = around.parent;
  return around ?? undefined;
}

/** The direct children that are no punctuation and no comment. */
export function parts(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name) && !child.name.endsWith('Comment')) children.push(child);
  }
  return children;
}
