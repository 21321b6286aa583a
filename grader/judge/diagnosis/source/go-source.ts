import { parser } from '@lezer/go';
import type { SourceText } from '../../../model/artifact.ts';
import { nodesOf, type ParsedText, type Place, parsedText, parts, placeAt, textOf } from './text.ts';

/** What a learner's module says, read from its text alone. */
export interface GoSource extends ParsedText {
  /** Every call, in the order of the text. */
  readonly calls: readonly GoCall[];
}

export interface GoCall extends Place {
  /** As it is written: `open.GetField`, `strings.Join`. */
  readonly callee: string;
  /** The name after the last point: `GetField`. */
  readonly method: string;
  /** As they are written: `"flags"`. */
  readonly arguments: readonly GoArgument[];
}

export interface GoArgument extends Place {
  readonly text: string;
}

export function parseGo({ file, text }: SourceText): GoSource {
  const parsed = parsedText(file, text, parser.parse(text));
  return { ...parsed, calls: callsOf(parsed) };
}

function callsOf(source: ParsedText): readonly GoCall[] {
  return nodesOf(source.tree.topNode, 'CallExpr').flatMap((node): GoCall[] => {
    const { firstChild: callee } = node;
    const list = node.getChild('Arguments');
    if (callee === null || list === null) return [];
    const name = textOf(source, callee);
    return [
      {
        callee: name,
        method: name.slice(name.lastIndexOf('.') + 1),
        arguments: parts(list).map((argument) => ({
          text: textOf(source, argument),
          ...placeAt(source, argument.from),
        })),
        ...placeAt(source, node.from),
      },
    ];
  });
}
