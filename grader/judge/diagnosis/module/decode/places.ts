import type { SyntaxNode } from '@lezer/common';
import type { GoSource } from '../../source/go-source.ts';
import { nodesOf, type Place, placeAt, textOf } from '../../source/text.ts';

/** Where the text stands in quotes, if at one place only. */
export function textPlace(source: GoSource, text: string): Place | undefined {
  const found = source.texts.filter((one) => one.text === text);
  const [only] = found;
  return found.length === 1 && only ? placeAt(source, only.node.from) : undefined;
}

export function hasText(source: GoSource, text: string): boolean {
  return source.texts.some((one) => one.text.includes(text));
}

/** The place of what reads so, if there is one only. */
export function onlyNode(source: GoSource, name: string, pattern: RegExp): Place | undefined {
  const found = nodesOf(source.tree.topNode, name).filter((node) => pattern.test(textOf(source, node)));
  const [only] = found;
  return found.length === 1 && only ? placeAt(source, only.from) : undefined;
}

/** A number as Go reads it: `0x40`, `0100`, `0o100`, `0b1000000`, `1_000`. */
export function valueOfNumber(text: string): number | undefined {
  const plain = text.replace(/_/g, '');
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  const value = Number(plain);
  return Number.isInteger(value) ? value : undefined;
}

/** The number of that value, if there is one only. */
export function numberNode(source: GoSource, value: number): SyntaxNode | undefined {
  const found = nodesOf(source.tree.topNode, 'Number').filter(
    (node) => valueOfNumber(textOf(source, node)) === value,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The number that belongs to a text: `{0200, "O_EXCL"}`, `0200: "O_EXCL"`, `if flags&0200 != 0 { … "O_EXCL" … }`. */
export function numberBeside(
  source: GoSource,
  text: string,
): { readonly text: string; readonly place: Place } | undefined {
  const found = source.texts.filter((one) => one.text === text);
  const [only] = found;
  if (found.length !== 1 || only === undefined) return undefined;
  for (let around = only.node.parent; around !== null; around = around.parent) {
    const [number, ...others] = nodesOf(around, 'Number');
    if (number === undefined) continue;
    const isItsOwn =
      around.name === 'IfStatement' ||
      (others.length === 0 && /^(?:Element|LiteralValue)$/.test(around.name));
    return isItsOwn ? { text: textOf(source, number), place: placeAt(source, number.from) } : undefined;
  }
  return undefined;
}
