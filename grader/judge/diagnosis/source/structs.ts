import { nodesOf, type ParsedText, type Place, placeAt, textOf } from './text.ts';

export interface CStruct extends Place {
  readonly name: string;
  readonly members: readonly CMember[];
}

export interface CMember extends Place {
  readonly name: string;
  /** The declaration without its semicolon: `char filename[256]`. */
  readonly text: string;
}

/** The structs that a text defines. */
export function structsOf(source: ParsedText): readonly CStruct[] {
  return nodesOf(source.tree.topNode, 'StructSpecifier').flatMap((node): CStruct[] => {
    const list = node.getChild('FieldDeclarationList');
    const name = node.getChild('TypeIdentifier');
    if (!list || !name) return [];
    const members = list.getChildren('FieldDeclaration').flatMap((declaration): CMember[] => {
      const names = nodesOf(declaration, 'FieldIdentifier');
      const text = textOf(source, declaration).replace(/\s*;$/, '');
      return names.map((member) => ({ name: textOf(source, member), text, ...placeAt(source, member.from) }));
    });
    return [{ name: textOf(source, name), members, ...placeAt(source, node.from) }];
  });
}
