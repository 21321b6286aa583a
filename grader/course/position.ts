import type { Document, LineCounter } from 'yaml';
import type { Finding, Path } from './wording.ts';

/** A fault in step.yaml, at a line and column from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Puts findings where they stand in the text, from top to bottom. */
export function place(findings: readonly Finding[], document: Document, lines: LineCounter): Problem[] {
  const contents: unknown = document.contents;
  return findings
    .map(({ path, atKey, message }) => {
      const offset = atKey === true ? keyOffset(contents, path) : valueOffset(contents, path);
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(line, 1), column: Math.max(col, 1), message };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Where the value begins; where it is missing, where the mapping that should hold it begins. */
function valueOffset(root: unknown, path: Path): number {
  let node = root;
  let offset = startOf(root) ?? 0;
  for (const part of path) {
    node = valueIn(child(node, part));
    const start = startOf(node);
    if (start === undefined) break;
    offset = start;
  }
  return offset;
}

function keyOffset(root: unknown, path: Path): number {
  const parent = path.slice(0, -1).reduce<unknown>((node, part) => valueIn(child(node, part)), root);
  const key = keyOf(child(parent, path.at(-1) ?? ''));
  return startOf(key) ?? valueOffset(root, path);
}

/** A pair of a mapping by key, or an item of a sequence by index. */
function child(node: unknown, part: string | number): unknown {
  if (!isObject(node) || !('items' in node) || !Array.isArray(node.items)) return undefined;
  const items: readonly unknown[] = node.items;
  if (typeof part === 'number') return items[part];
  return items.find((pair) => {
    const key = keyOf(pair);
    return isObject(key) && 'value' in key && String(key.value) === part;
  });
}

function keyOf(pair: unknown): unknown {
  return isObject(pair) && 'key' in pair ? pair.key : undefined;
}

/** A pair's value; anything else is its own. */
function valueIn(item: unknown): unknown {
  return isObject(item) && 'key' in item && 'value' in item ? item.value : item;
}

function startOf(node: unknown): number | undefined {
  if (!isObject(node) || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
