import type { SyntaxNode } from '@lezer/common';
import type { CCall, CFunction } from '../source/functions.ts';
import { nodesOf, textOf } from '../source/text.ts';
import type { Code } from './code.ts';
import { FILTER, isSubmit } from './delivery.ts';
import { leaves, partsOfIf } from './statements.ts';
import { stepsOf } from './steps.ts';

/** Look at the container; the others (`…_pid`, `…_uid` and so on) only at parameters that are mostly not given. */
const WHOLE = /^gadget_should_discard_(data_current|data|mntns_id|data_by_skb)$/;

/** The calls of Inspektor Gadget's filter. */
export function filterCalls({ calls }: Code): readonly CCall[] {
  return calls.filter(({ callee }) => FILTER.test(callee));
}

/** Whether a filter is asked in a way that cannot be followed: in a macro or another file, or by the maps behind it. */
export function filtersUnseen({ macros, text, hasMore }: Code): boolean {
  const hidden = [...macros.values()].some(({ body }) => FILTER.test(body));
  return hidden || hasMore || /\bgadget_(filter_by_mntns|mntns_filter_map)\b/.test(text);
}

export function looksAtContainer({ callee }: CCall): boolean {
  return WHOLE.test(callee);
}

/** Why a filter's answer changes nothing; undefined where it seems to. */
export type Unused = 'dropped' | 'unread' | 'no-way-out' | 'partly' | 'helper';

export interface UnusedFilter {
  readonly how: Unused;
  /** What is to be mended: the call, or that of the function which asks the filter. */
  readonly call: CCall;
}

export function unusedFilter(code: Code, call: CCall): UnusedFilter | undefined {
  const how = howUnused(code, call);
  if (how !== undefined) return { how, call };
  const helper = call.function;
  if (helper === undefined || stepsOf(code, helper).some(isSubmit)) return undefined;
  // A function that asks and returns, whose own answer nobody looks at.
  const uses = code.calls.filter(({ callee }) => callee === helper.name);
  const [first] = uses;
  return first !== undefined && uses.every((use) => howUnused(code, use) !== undefined)
    ? { how: 'helper', call: first }
    : undefined;
}

function howUnused(code: Code, { node, function: home }: CCall): Unused | undefined {
  const around = userOf(node);
  if (around?.name === 'ExpressionStatement') return 'dropped';
  if (around?.name === 'IfStatement') {
    if (!leadsOut(around)) return 'no-way-out';
    return isOneOfTwo(code, node, around) ? 'partly' : undefined;
  }
  if (around?.name !== 'InitDeclarator' && around?.name !== 'AssignmentExpression') return undefined;
  const [name] = nodesOf(around, 'Identifier').map((identifier) => textOf(code.source, identifier));
  return name !== undefined && home !== undefined && !isRead(code, home, name) ? 'unread' : undefined;
}

/** Whether something else has to be true as well: `if (gadget_should_discard_data_current() && flags)`. */
function isOneOfTwo({ source }: Code, node: SyntaxNode, statement: SyntaxNode): boolean {
  const around: SyntaxNode[] = [];
  for (let one = node.parent; one !== null && one.from > statement.from; one = one.parent) around.push(one);
  const turned = around.some((one) => /^!/.test(textOf(source, one)));
  const both = around.some(
    (one) =>
      one.name === 'BinaryExpression' && one.getChildren('LogicOp').some((op) => textOf(source, op) === '&&'),
  );
  return both && !turned;
}

/** What an answer goes to, past parentheses, casts and negations. */
function userOf(node: SyntaxNode): SyntaxNode | undefined {
  let around = node.parent;
  while (around && /^(Parenthesized|Unary|Binary|Cast|ConditionClause)/.test(around.name))
    around = around.parent;
  return around ?? undefined;
}

/** Whether one of the branches ends the function, changes something or sends. */
function leadsOut(statement: SyntaxNode): boolean {
  const { then, otherwise } = partsOfIf(statement);
  return [then, otherwise].some(
    (branch) =>
      branch !== undefined &&
      (leaves(branch) ||
        nodesOf(branch, 'AssignmentExpression', 'UpdateExpression', 'ReturnStatement', 'GotoStatement')
          .length > 0 ||
        nodesOf(branch, 'CallExpression').some(
          (call) => call.getChild('ArgumentList') !== null && !isPrint(call),
        )),
  );

  function isPrint(call: SyntaxNode): boolean {
    return nodesOf(call, 'Identifier').length > 0 && statementSaysPrint(call);
  }
}

function statementSaysPrint(call: SyntaxNode): boolean {
  // Printing is told by its format, the first argument.
  return call.getChild('ArgumentList')?.firstChild?.nextSibling?.name === 'String';
}

/** Whether a variable is looked at anywhere but where it gets a value. */
function isRead({ text, assignments }: Code, { from, to }: CFunction, name: string): boolean {
  // `(void)name` only quietens the compiler.
  const body = text.slice(from, to).replace(new RegExp(`\\(\\s*void\\s*\\)\\s*${name}\\b`, 'g'), '');
  const uses = [...body.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length;
  const given = assignments.filter(
    ({ target, node }) => target === name && node.from >= from && node.to <= to,
  );
  const declaredAlone = given.every(({ node }) => node.name !== 'InitDeclarator') ? 1 : 0;
  return uses > given.length + declaredAlone;
}
