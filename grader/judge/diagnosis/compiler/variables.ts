import type { SyntaxNode } from '@lezer/common';
import type { CSource } from '../source/c-source.ts';
import { enclosing, nodesOf, textOf } from '../source/text.ts';

/** Something that a declaration gives a name: variable, parameter, member of an enum, macro, map. */
export interface Declared {
  readonly name: string;
  /** `const char`, without the stars; empty where there is none. */
  readonly type: string;
  /** How many stars stand before the name. */
  readonly stars: number;
  /** Of `name[16]`: `16`. */
  readonly array: string | undefined;
  readonly kind: 'variable' | 'parameter' | 'constant' | 'map';
  /** Offsets of the name. */
  readonly at: number;
  /** Offsets between which it is known. */
  readonly from: number;
  readonly to: number;
}

const known = new WeakMap<CSource, readonly Declared[]>();

/** All that a program declares itself, functions and types aside. */
export function declaredIn(program: CSource): readonly Declared[] {
  const found = known.get(program) ?? [...variablesOf(program), ...constantsOf(program), ...mapsOf(program)];
  known.set(program, found);
  return found;
}

/** What a name means at a place: the innermost declaration. */
export function meaningOf(program: CSource, name: string, offset: number): Declared | undefined {
  return visibleAt(program, offset).findLast((declared) => declared.name === name);
}

/** What is known at a place, the innermost last. */
export function visibleAt(program: CSource, offset: number): readonly Declared[] {
  return declaredIn(program)
    .filter(({ from, to }) => from <= offset && offset < to)
    .sort((a, b) => a.from - b.from);
}

function variablesOf(program: CSource): readonly Declared[] {
  return nodesOf(program.tree.topNode, 'Declaration', 'ParameterDeclaration').flatMap((node) =>
    declaratorsOf(node).flatMap((declarator): Declared[] => {
      const [name] = nodesOf(declarator, 'Identifier');
      // Functions are found elsewhere; a pointer to one is a variable.
      if (
        name === undefined ||
        (declarator.name === 'FunctionDeclarator' && declarator.firstChild?.from === name.from)
      )
        return [];
      const text = textOf(program, declarator);
      return [
        {
          name: textOf(program, name),
          type: typeBefore(program, node),
          stars: text.slice(0, name.from - declarator.from).split('*').length - 1,
          array: /^\w+\s*\[([^\]]*)\]/.exec(program.text.slice(name.from, declarator.to))?.[1],
          kind: node.name === 'ParameterDeclaration' ? 'parameter' : 'variable',
          at: name.from,
          ...scopeOf(program, node, name),
        },
      ];
    }),
  );
}

const DECLARATORS = [
  'InitDeclarator',
  'PointerDeclarator',
  'ArrayDeclarator',
  'FunctionDeclarator',
  'Identifier',
];

function declaratorsOf(declaration: SyntaxNode): readonly SyntaxNode[] {
  return DECLARATORS.flatMap((name) => declaration.getChildren(name)).sort((a, b) => a.from - b.from);
}

function typeBefore(program: CSource, declaration: SyntaxNode): string {
  const [first] = declaratorsOf(declaration);
  const text = program.text.slice(declaration.from, first?.from ?? declaration.to);
  return text.replace(/\s+/g, ' ').trim();
}

function scopeOf(program: CSource, node: SyntaxNode, name: SyntaxNode): { from: number; to: number } {
  const block =
    node.name === 'ParameterDeclaration'
      ? enclosing(node, 'FunctionDefinition', 'Declaration')
      : enclosing(node, 'CompoundStatement', 'ForStatement');
  return { from: name.from, to: block?.to ?? program.text.length };
}

function constantsOf(program: CSource): readonly Declared[] {
  const global = { type: '', stars: 0, array: undefined, kind: 'constant', to: program.text.length } as const;
  const macros = nodesOf(program.tree.topNode, 'PreprocDirective').flatMap((node): Declared[] => {
    const [, name] = /^#\s*define\s+(\w+)/.exec(textOf(program, node)) ?? [];
    return name === undefined ? [] : [{ ...global, name, at: node.from, from: node.from }];
  });
  const members = nodesOf(program.tree.topNode, 'Enumerator').map((node) => {
    const name = textOf(program, node.firstChild ?? node);
    return { ...global, name, at: node.from, from: node.from };
  });
  return [...macros, ...members];
}

/** A map is declared by a macro. */
function mapsOf(program: CSource): readonly Declared[] {
  return program.calls.flatMap(({ callee, arguments: [name], node }): Declared[] => {
    if (callee !== 'GADGET_TRACER_MAP' || name === undefined || !/^\w+$/.test(name.text)) return [];
    const at = program.text.indexOf(name.text, node.from + callee.length);
    const scope = { at, from: at, to: program.text.length };
    return [{ name: name.text, type: 'struct', stars: 0, array: undefined, kind: 'map', ...scope }];
  });
}
