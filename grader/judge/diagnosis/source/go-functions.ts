import type { SyntaxNode } from '@lezer/common';
import { nodesOf, type ParsedText, type Place, placeAt, textOf } from './text.ts';

/** A function with a name, of the file itself. */
export interface GoFunction extends Place {
  readonly name: string;
  /** `(int32, error)` as it is written; empty where it has none. */
  readonly result: string;
  readonly node: SyntaxNode;
  /** The comments right above it. */
  readonly above: readonly GoComment[];
}

export interface GoComment extends Place {
  /** With its slashes. */
  readonly text: string;
}

export function goFunctionsOf(source: ParsedText): readonly GoFunction[] {
  return nodesOf(source.tree.topNode, 'FunctionDecl').flatMap((node): GoFunction[] => {
    const name = node.getChild('DefName');
    const list = node.getChild('Parameters');
    if (name === null || list === null) return [];
    const body = node.getChild('Block');
    return [
      {
        name: textOf(source, name),
        result: source.text.slice(list.to, body?.from ?? node.to).trim(),
        node,
        above: commentsAbove(source, node),
        ...placeAt(source, node.from),
      },
    ];
  });
}

function commentsAbove(source: ParsedText, node: SyntaxNode): readonly GoComment[] {
  const comments: GoComment[] = [];
  for (let before = node.prevSibling; before?.name.endsWith('Comment'); before = before.prevSibling) {
    comments.unshift({ text: textOf(source, before), ...placeAt(source, before.from) });
  }
  return comments;
}
