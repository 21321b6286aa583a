import type { SyntaxNode } from '@lezer/common';
import { nodesOf, type ParsedText, type Place, parts, placeAt, textOf } from './text.ts';

export interface GoCall extends Place {
  /** As it is written: `open.GetField`, `strings.Join`. */
  readonly callee: string;
  /** The name after the last point: `GetField`. */
  readonly method: string;
  /** What stands before it: `open`; empty for a mere function. */
  readonly receiver: string;
  /** As they are written: `"flags"`. */
  readonly arguments: readonly GoArgument[];
  readonly node: SyntaxNode;
}

export interface GoArgument extends Place {
  readonly text: string;
}

/** Every call, also conversions such as `int32(number)`, in the order of the text. */
export function goCallsOf(source: ParsedText): readonly GoCall[] {
  return nodesOf(source.tree.topNode, 'CallExpr', 'Conversion').flatMap((node): GoCall[] => {
    const callee = calleeOf(node);
    const list = node.getChild('Arguments');
    if (callee === undefined || (list === null && node.name === 'CallExpr')) return [];
    // Of `flags.Int32(event)` the parser cannot always tell that it is no conversion to a type.
    const given = list === null ? parts(node).slice(1) : parts(list);
    const name = source.text.slice(startOf(callee), callee.to);
    const point = name.lastIndexOf('.');
    return [
      {
        callee: name,
        method: name.slice(point + 1),
        receiver: name.slice(0, Math.max(point, 0)),
        arguments: given.map((argument) => ({
          text: textOf(source, argument),
          ...placeAt(source, argument.from),
        })),
        node,
        ...placeAt(source, startOf(callee)),
      },
    ];
  });
}

/** Also `"|" + strings.Join(list)` is a call of `strings.Join`, whatever the parser makes of it. */
function startOf(callee: SyntaxNode): number {
  const { firstChild, lastChild } = callee;
  if (/^(?:Binary|Unary)Exp$/.test(callee.name)) return lastChild === null ? callee.from : startOf(lastChild);
  return callee.name === 'SelectorExpr' && firstChild !== null ? startOf(firstChild) : callee.from;
}

/** What is called. The parser takes `i < len(list)` for a call of `i < len`. */
export function calleeOf(call: SyntaxNode): SyntaxNode | undefined {
  let callee = call.firstChild;
  while (callee !== null && /^(?:Binary|Unary)Exp$/.test(callee.name)) callee = callee.lastChild;
  return callee ?? undefined;
}
