import type { SyntaxNode } from '@lezer/common';
import { enclosing, nodesOf, type ParsedText, type Place, parts, placeAt, textOf } from './text.ts';

export interface CFunction extends Place {
  readonly name: string;
  /** What `SEC("…")` right before it says: then the kernel calls it. */
  readonly section: CSection | undefined;
  readonly parameters: readonly CParameter[];
  /** The body in braces. */
  readonly body: SyntaxNode;
  /** Offsets of declaration and body. */
  readonly from: number;
  readonly to: number;
}

export interface CSection extends Place {
  /** `tracepoint/syscalls/sys_enter_openat` */
  readonly name: string;
}

export interface CParameter extends Place {
  readonly name: string;
  /** `const char *filename` */
  readonly text: string;
}

export interface CCall extends Place {
  readonly callee: string;
  readonly arguments: readonly CArgument[];
  readonly node: SyntaxNode;
  /** The function that it stands in. */
  readonly function: CFunction | undefined;
}

export interface CArgument extends Place {
  /** As it is written: `(int)ctx->args[2]`. */
  readonly text: string;
}

/** The functions that a text defines. */
export function functionsOf(source: ParsedText): readonly CFunction[] {
  return nodesOf(source.tree.topNode, 'FunctionDefinition').flatMap((node): CFunction[] => {
    const declarator = nodesOf(node, 'FunctionDeclarator')[0];
    const name = declarator?.getChild('Identifier');
    const body = node.getChild('CompoundStatement');
    if (!declarator || !name || !body) return [];
    return [
      {
        name: textOf(source, name),
        section: sectionBefore(source, node),
        parameters: parametersOf(source, declarator),
        body,
        from: node.from,
        to: node.to,
        ...placeAt(source, name.from),
      },
    ];
  });
}

/** Every call, within functions and outside. */
export function callsIn(source: ParsedText, functions: readonly CFunction[]): readonly CCall[] {
  return nodesOf(source.tree.topNode, 'CallExpression', 'Macro').flatMap((node): CCall[] => {
    const list = node.getChild('ArgumentList');
    const callee = node.firstChild;
    if (!list || !callee) return [];
    return [
      {
        callee: textOf(source, callee),
        arguments: parts(list).map((argument) => ({
          text: textOf(source, argument),
          ...placeAt(source, argument.from),
        })),
        node,
        function: functions.find(({ from, to }) => from <= node.from && node.to <= to),
        ...placeAt(source, node.from),
      },
    ];
  });
}

/** `SEC("…")` is a macro of its own to the parser, right before the function, or a child of its first node. */
function sectionBefore(source: ParsedText, definition: SyntaxNode): CSection | undefined {
  let before = definition.prevSibling;
  while (before?.name.endsWith('Comment')) before = before.prevSibling;
  const candidates = [
    ...nodesOf(definition, 'Macro', 'CallExpression'),
    ...(before === null ? [] : [before]),
  ];
  const mark = candidates.find(
    (node) =>
      node.to <= (definition.getChild('CompoundStatement')?.from ?? node.to) && isSection(source, node),
  );
  const [, name] = (mark && /\(\s*"((?:[^"\\]|\\.)*)"/.exec(textOf(source, mark))) ?? [];
  return mark === undefined || name === undefined ? undefined : { name, ...placeAt(source, mark.from) };
}

function isSection(source: ParsedText, node: SyntaxNode): boolean {
  return /^SEC\s*\(/.test(textOf(source, node));
}

function parametersOf(source: ParsedText, declarator: SyntaxNode): readonly CParameter[] {
  return nodesOf(declarator, 'ParameterDeclaration')
    .filter((node) => enclosing(node, 'FunctionDeclarator')?.from === declarator.from)
    .map((node) => {
      const text = textOf(source, node);
      return {
        name: /(\w+)\s*(?:\[[^\]]*\]\s*)*$/.exec(text)?.[1] ?? '',
        text,
        ...placeAt(source, node.from),
      };
    });
}
