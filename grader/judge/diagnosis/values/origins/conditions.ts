import type { SyntaxNode } from '@lezer/common';
import type { CSource } from '../../source/c-source.ts';
import type { CFunction } from '../../source/functions.ts';
import { enclosing, nodesOf, textOf } from '../../source/text.ts';
import { type Expression, expressionAt } from './expression.ts';

const SENDERS = /^(gadget_submit_buf|gadget_output_buf|bpf_ringbuf_(submit|output)|bpf_perf_event_output)$/;

/** On what it depends whether a node is reached, though the event is sent. */
export interface Condition {
  readonly expression: Expression;
  /** `true`, `false`: as the expression has to be. `some`: one case of a switch, or a round of a loop. */
  readonly when: 'true' | 'false' | 'some';
}

/**
 * The condition of the `if`, `switch` or loop around a node, or around the call of its function, or of a `goto` that
 * skips it. Undefined where the node is reached in every event.
 */
export function conditionOf(
  source: CSource,
  node: SyntaxNode,
  inside: CFunction | undefined,
  depth = 0,
): Condition | undefined {
  const own = conditionAround(source, node) ?? skippedBy(source, node, inside);
  if (own !== undefined || inside === undefined || depth > 3) return own;
  if (inside.section !== undefined || sends(source, inside.from, inside.to)) return undefined;
  const calls = source.calls.filter(({ callee }) => callee === inside.name);
  const conditions = calls.map((call) => conditionOf(source, call.node, call.function, depth + 1));
  return conditions.every((condition) => condition !== undefined) ? conditions[0] : undefined;
}

function conditionAround(source: CSource, node: SyntaxNode): Condition | undefined {
  for (let up = node.parent, child = node; up !== null; child = up, up = up.parent) {
    if (up.name === 'FunctionDefinition') return undefined;
    if (!/^(If|While|Switch|For)Statement$/.test(up.name)) continue;
    const clause = up.getChild('ConditionClause');
    if (clause !== null && child.from === clause.from) continue;
    if (sends(source, child.from, child.to)) return undefined;
    if (isCheckOfRoom(source, up)) continue;
    return toCondition(source, up, child);
  }
  return undefined;
}

function toCondition(source: CSource, statement: SyntaxNode, branch: SyntaxNode): Condition {
  const clause = statement.getChild('ConditionClause');
  const range = clause === null ? statement : { from: clause.from + 1, to: clause.to - 1 };
  const expression = expressionAt(source, range.from, range.to);
  if (statement.name !== 'IfStatement') return { expression, when: 'some' };
  const otherwise = statement.getChild('else');
  return { expression, when: otherwise !== null && branch.from > otherwise.from ? 'false' : 'true' };
}

/** `if (x) goto send;` in front of the node, and `send:` behind it. */
function skippedBy(source: CSource, node: SyntaxNode, inside: CFunction | undefined): Condition | undefined {
  if (inside === undefined) return undefined;
  const skips = nodesOf(inside.body, 'GotoStatement').filter(({ to }) => to <= node.from);
  const labels = nodesOf(inside.body, 'LabeledStatement').filter(({ from }) => from >= node.to);
  for (const skip of skips) {
    const label = /^goto\s+(\w+)/.exec(textOf(source, skip))?.[1];
    const target = labels.find((one) => new RegExp(`^${label}\\s*:`).test(textOf(source, one)));
    const clause = enclosing(skip, 'IfStatement')?.getChild('ConditionClause');
    if (clause && target !== undefined && sends(source, target.from, inside.to)) {
      return { expression: expressionAt(source, clause.from + 1, clause.to - 1), when: 'false' };
    }
  }
  return undefined;
}

/** Whether the event is sent between these offsets, or in a function that is called there. */
function sends(source: CSource, from: number, to: number, depth = 0): boolean {
  return source.calls.some(({ callee, node }) => {
    if (node.from < from || node.to > to) return false;
    if (SENDERS.test(callee)) return true;
    const called = source.functions.find(({ name }) => name === callee);
    return called !== undefined && depth < 3 && sends(source, called.from, called.to, depth + 1);
  });
}

/** `if (event)` is no condition of the event's: without room there is none. */
function isCheckOfRoom(source: CSource, statement: SyntaxNode): boolean {
  const clause = statement.getChild('ConditionClause');
  const [, variable] = (clause && /^\(\s*(\w+)\s*(?:!=\s*NULL\s*)?\)$/.exec(textOf(source, clause))) ?? [];
  if (variable === undefined) return false;
  const taken = new RegExp(`\\b${variable}\\s*=[^=].*(reserve|lookup_elem)`, 's');
  return source.assignments.some(({ node }) => taken.test(textOf(source, node)));
}
