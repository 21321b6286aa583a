import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';
import { enclosing, nodesOf } from '../../source/text.ts';
import { type Expression, expressionAt } from './expression.ts';

/** Where a variable is declared, as it is written: `short flags`, `static int last = 0`. */
export interface Declaration extends Expression {
  readonly kind: 'parameter' | 'local' | 'global';
}

/** The declaration of a name that a function reads; undefined for what comes out of a header. */
export function declarationOf(
  source: CSource,
  inside: CFunction | undefined,
  name: string,
): Declaration | undefined {
  const declared = declarationsOf(source).filter((one) => one.name === name);
  const found =
    (inside && declared.find(({ declaration }) => declaration.function === inside)) ??
    declared.find(({ declaration }) => declaration.kind === 'global');
  return found?.declaration;
}

interface Declared {
  readonly name: string;
  readonly declaration: Declaration;
}

const known = new WeakMap<CSource, readonly Declared[]>();

function declarationsOf(source: CSource): readonly Declared[] {
  const before = known.get(source);
  if (before !== undefined) return before;
  const found = nodesOf(source.tree.topNode, 'ParameterDeclaration', 'Declaration').flatMap((node) => {
    const expression = expressionAt(source, node.from, node.to);
    const kind: Declaration['kind'] =
      node.name === 'ParameterDeclaration'
        ? 'parameter'
        : enclosing(node, 'CompoundStatement') === undefined
          ? 'global'
          : 'local';
    return namesIn(expression.text).map((name) => ({ name, declaration: { ...expression, kind } }));
  });
  known.set(source, found);
  return found;
}

/** `int a = f(b), *c` declares `a` and `c`. */
function namesIn(declaration: string): readonly string[] {
  const flat = declaration.replace(/\([^()]*\)|\{[^{}]*\}|\[[^\]]*\]/g, '').replace(/;$/, '');
  return flat.split(',').flatMap((part) => /(\w+)\s*(?:=|$)/.exec(part)?.[1] ?? []);
}
