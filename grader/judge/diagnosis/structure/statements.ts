import type { SyntaxNode } from '@lezer/common';
import { nodesOf } from '../source/text.ts';

/** Whether nothing behind the statement is reached from within it. */
export function leaves(statement: SyntaxNode): boolean {
  switch (statement.name) {
    case 'ReturnStatement':
    case 'GotoStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return true;
    case 'CompoundStatement':
    case 'LabeledStatement':
      return childrenOf(statement).some(leaves);
    case 'IfStatement': {
      const { then, otherwise } = partsOfIf(statement);
      return then !== undefined && otherwise !== undefined && leaves(then) && leaves(otherwise);
    }
    default:
      return false;
  }
}

/** The statement within that ends it. */
export function endOf(statement: SyntaxNode): SyntaxNode {
  return (
    nodesOf(statement, 'ReturnStatement', 'GotoStatement', 'BreakStatement', 'ContinueStatement')[0] ??
    statement
  );
}

export function partsOfIf(node: SyntaxNode) {
  const condition = node.getChild('ConditionClause') ?? undefined;
  const [then, otherwise] = childrenOf(node).filter((child) => child.from >= (condition?.to ?? node.from));
  return { condition, then, otherwise };
}

/** Children that are more than punctuation, keywords and comments. */
export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (/^[A-Z]/.test(child.name) && !child.name.endsWith('Comment') && child.name !== 'PreprocDirective')
      children.push(child);
  }
  return children;
}
