import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/go';
import type { SourceText } from '../../../model/artifact.ts';
import { type GoCall, goCallsOf } from './go-calls.ts';
import { type GoFunction, goFunctionsOf } from './go-functions.ts';
import { type GoHandle, goHandlesOf } from './go-handles.ts';
import { nodesOf, type ParsedText, type Place, parsedText, placeAt, textOf } from './text.ts';

/** What a learner's module says, read from its text alone. */
export interface GoSource extends ParsedText {
  readonly imports: readonly GoImport[];
  /** Those with a name, in the order of the text. */
  readonly functions: readonly GoFunction[];
  /** Every call, in the order of the text. */
  readonly calls: readonly GoCall[];
  /** Every name that is defined anywhere: constants, variables, functions, types, parameters. */
  readonly names: readonly GoName[];
  /** Every text in quotes but those of imports. */
  readonly texts: readonly GoText[];
  /** Variables that stand for a data source or one of its fields. */
  readonly handles: readonly GoHandle[];
}

export interface GoImport extends Place {
  /** What its things are called by: the given name, else the last part of the path. */
  readonly name: string;
  readonly path: string;
}

export interface GoName {
  readonly name: string;
  readonly node: SyntaxNode;
}

export interface GoText {
  /** Without its quotes. */
  readonly text: string;
  readonly node: SyntaxNode;
}

export function parseGo({ file, text }: SourceText): GoSource {
  const parsed = parsedText(file, text, parser.parse(text));
  const calls = goCallsOf(parsed);
  return {
    ...parsed,
    imports: importsOf(parsed),
    functions: goFunctionsOf(parsed),
    calls,
    names: nodesOf(parsed.tree.topNode, 'DefName').map((node) => ({ name: textOf(parsed, node), node })),
    texts: textsOf(parsed),
    handles: goHandlesOf(parsed, calls),
  };
}

function importsOf(source: ParsedText): readonly GoImport[] {
  return nodesOf(source.tree.topNode, 'ImportSpec').flatMap((node): GoImport[] => {
    const text = node.getChild('String');
    if (text === null) return [];
    const path = unquoted(textOf(source, text));
    const name = node.getChild('DefName');
    const given = name === null ? path.slice(path.lastIndexOf('/') + 1) : textOf(source, name);
    return [{ name: given, path, ...placeAt(source, node.from) }];
  });
}

function textsOf(source: ParsedText): readonly GoText[] {
  return nodesOf(source.tree.topNode, 'String')
    .filter(({ parent }) => parent?.name !== 'ImportSpec')
    .map((node) => ({ text: unquoted(textOf(source, node)), node }));
}

function unquoted(text: string): string {
  return text.slice(1, /["`]$/.test(text) && text.length > 1 ? -1 : undefined);
}
