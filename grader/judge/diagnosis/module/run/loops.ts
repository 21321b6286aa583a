import type { SyntaxNode } from '@lezer/common';
import type { ModulePhase } from '../../../../model/module.ts';
import { calleeOf } from '../../source/go-calls.ts';
import type { GoSource } from '../../source/go-source.ts';
import { enclosing, nodesOf, parts, textOf } from '../../source/text.ts';

/** A loop that may go on for ever. */
export interface Loop {
  readonly node: SyntaxNode;
  /** `forever`: nothing in it can end it; `wrongWay`: its counter runs away from its end; `perhaps`: it can end. */
  readonly kind: 'forever' | 'wrongWay' | 'perhaps';
  /** The names in its condition. */
  readonly waitsFor: readonly string[];
}

/** The loops that are run in a phase and are not bound by what they range over. */
export function loopsIn(source: GoSource, phase: ModulePhase): readonly Loop[] {
  const bodies = reachedIn(source, phase);
  const found = nodesOf(source.tree.topNode, 'ForStatement').filter((node) =>
    bodies.some((body) => body.from <= node.from && node.to <= body.to && !isCallbackOf(source, node, body)),
  );
  return found.flatMap((node) => loopOf(source, node) ?? []);
}

function loopOf(source: GoSource, node: SyntaxNode): Loop | undefined {
  if (node.getChild('RangeClause') !== null) return undefined;
  const body = node.getChild('Block');
  if (body === null) return undefined;
  const clause = node.getChild('ForClause');
  const condition = clause === null ? parts(node).find(({ from }) => from < body.from) : conditionOf(clause);
  const waitsFor = condition === undefined ? [] : namesIn(source, condition);
  if (isWrongWay(source, clause, condition)) return { node, kind: 'wrongWay', waitsFor };
  const calls =
    condition !== undefined &&
    nodesOf(condition, 'CallExpr').some((call) => {
      const callee = calleeOf(call);
      return callee !== undefined && !/^(?:len|cap|u?int\d*)$/.test(textOf(source, callee));
    });
  const mayEnd =
    hasExit(source, node) || calls || waitsFor.some((name) => isChanged(source, node, name, condition));
  return { node, kind: mayEnd ? 'perhaps' : 'forever', waitsFor };
}

/** The middle one of three. */
function conditionOf(clause: SyntaxNode): SyntaxNode | undefined {
  return parts(clause).find(
    ({ name }) => !/^(?:VarDecl|Assignment|IncDecStatement|ExprStatement)$/.test(name),
  );
}

function namesIn(source: GoSource, node: SyntaxNode): readonly string[] {
  const names = nodesOf(node, 'VariableName').map((name) => textOf(source, name));
  return [...new Set(names)].filter((name) => !/^(?:len|cap|u?int\d*|true|false)$/.test(name));
}

/** `for i := 0; i < 14; i--` */
function isWrongWay(source: GoSource, clause: SyntaxNode | null, condition: SyntaxNode | undefined): boolean {
  const step = clause?.getChild('IncDecStatement');
  if (!step || condition === undefined) return false;
  const [, name, sign] = /^(\w+)\s*(\+\+|--)$/.exec(textOf(source, step)) ?? [];
  const [, left, compared] = /^(\w+)\s*(<=?|>=?)/.exec(textOf(source, condition)) ?? [];
  return name !== undefined && name === left && (compared?.startsWith('<') ? sign === '--' : sign === '++');
}

/** A way out: a return, a panic, or a break that is the loop's own. */
function hasExit(source: GoSource, loop: SyntaxNode): boolean {
  return nodesOf(loop, 'ReturnStatement', 'GotoStatement', 'CallExpr').some((node) => {
    if (
      enclosing(node, 'FunctionLiteral', 'FunctionDecl')?.from !==
      enclosing(loop, 'FunctionLiteral', 'FunctionDecl')?.from
    )
      return false;
    const text = textOf(source, node);
    if (node.name === 'CallExpr') return /^(?:panic|os\.Exit)\b/.test(text);
    if (node.name === 'ReturnStatement' || /^(?:goto|break)\s+\w/.test(text)) return true;
    const inner = enclosing(
      node,
      'ForStatement',
      'SwitchStatement',
      'TypeSwitchStatement',
      'SelectStatement',
    );
    return text === 'break' && inner?.from === loop.from;
  });
}

/** Whether the loop sets the name, or gives its address away. What makes a new variable of that name changes nothing. */
function isChanged(
  source: GoSource,
  loop: SyntaxNode,
  name: string,
  condition: SyntaxNode | undefined,
): boolean {
  const set = nodesOf(loop, 'Assignment', 'IncDecStatement').some((node) => {
    const [left = ''] = textOf(source, node).split(/[-+*/%&|^<>]*=|\+\+|--/);
    return left.split(',').some((target) => new RegExp(`^\\s*\\*?${name}\\b`).test(target));
  });
  const pattern = new RegExp(`&${name}\\b`);
  const outside = textOf(source, loop).replace(condition ? textOf(source, condition) : '', '');
  return set || pattern.test(outside);
}

/** The functions that a phase comes to: what is called first, and what that calls by name. */
function reachedIn(source: GoSource, phase: ModulePhase): readonly SyntaxNode[] {
  const starts = phase === 'callback' ? callbacksOf(source) : exportedAs(source, phase);
  const reached = [...starts];
  for (const body of reached) {
    const names = nodesOf(body, 'CallExpr').flatMap((call) => calleeOf(call) ?? []);
    for (const name of names) {
      const called = source.functions.find((one) => one.name === textOf(source, name))?.node;
      if (called && !reached.some(({ from }) => from === called.from)) reached.push(called);
    }
  }
  return reached;
}

function exportedAs({ functions }: GoSource, phase: ModulePhase): readonly SyntaxNode[] {
  return functions
    .filter(({ name }) => name === phase || (phase === 'load' && name === 'init'))
    .map(({ node }) => node);
}

/** What `Subscribe` and its like are given: a function, or the name of one. */
export function callbacksOf(source: GoSource): readonly SyntaxNode[] {
  return source.calls
    .filter(({ method }) => method.startsWith('Subscribe'))
    .flatMap(({ node, arguments: [given] }): readonly SyntaxNode[] => {
      const literal = node.getChild('Arguments')?.getChild('FunctionLiteral');
      if (literal) return [literal];
      return source.functions.filter(({ name }) => name === given?.text).map((own) => own.node);
    });
}

/** A callback stands within gadgetInit, and is not run by it. */
function isCallbackOf(source: GoSource, node: SyntaxNode, body: SyntaxNode): boolean {
  return callbacksOf(source).some(
    ({ from, to }) => from <= node.from && node.to <= to && body.from < from && to <= body.to,
  );
}
