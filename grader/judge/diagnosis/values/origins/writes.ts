import type { SyntaxNode } from '@lezer/common';
import type { StructLayout } from '../../../../model/layout.ts';
import type { CSource } from '../../source/c-source.ts';
import { enclosing, nodesOf, textOf } from '../../source/text.ts';
import { argumentsOf, type Copy, copiesOf } from './copies.ts';
import { type Expression, expressionAt } from './expression.ts';
import { expand, macrosOf } from './macros.ts';
import { aimOf } from './target.ts';

/** A place where a member of the event gets a value. */
export interface Write {
  /** The whole assignment or call. */
  readonly at: Expression;
  readonly node: SyntaxNode;
  /** What is written; undefined where a helper knows that itself. */
  readonly value: Expression | undefined;
  /** The call, where it is none with `=`. */
  readonly copy: Copy | undefined;
  /** Whether a struct is written that the member is in: it is filled or cleared together with others. */
  readonly whole: boolean;
}

/** Every place that writes to the member of the event at `path`, in the order of the text. */
export function writesTo(source: CSource, struct: StructLayout, path: string): readonly Write[] {
  const target = { source, struct, path };
  const found = [...assigned(target), ...copied(target), ...initialised(target), ...byMacro(target)];
  return found.sort((one, other) => one.at.from - other.at.from);
}

interface Target {
  readonly source: CSource;
  readonly struct: StructLayout;
  readonly path: string;
}

function assigned(target: Target): readonly Write[] {
  const { source } = target;
  return source.assignments.flatMap(({ node, target: text, operator, function: inside }): Write[] => {
    if (node.name === 'InitDeclarator') return [];
    // `*flags = 1` is parsed as `*(flags = 1)`.
    const starred = node.parent?.name === 'PointerExpression';
    if (!starred && /^\w+$/.test(text)) return [];
    const aim = aimOf(target, text, inside);
    if (aim === undefined) return [];
    const given = assignedValue(source, node);
    const at = expressionAt(source, starred ? (node.parent?.from ?? node.from) : node.from, given.to);
    // What `+= 1` writes is more than 1.
    const value = operator === '=' ? given : at;
    return [{ at, node, value, copy: undefined, whole: aim === 'whole' }];
  });
}

/** From behind the `=` to the statement's end: `a = b ? c : d` is parsed as `(a = b) ? c : d`. */
export function assignedValue(source: CSource, node: SyntaxNode): Expression {
  const from = node.lastChild?.from ?? node.from;
  let whole = node;
  for (let up = node.parent; up?.name.endsWith('Expression'); up = up.parent) {
    if (up.name === 'ParenthesizedExpression' || up.name === 'CallExpression') break;
    whole = up;
  }
  return expressionAt(source, from, Math.max(whole.to, node.to));
}

function copied(target: Target): readonly Write[] {
  return copiesOf(target.source).flatMap((copy): Write[] => {
    const { destination, value, call } = copy;
    const aim = aimOf(target, destination.text, call.function);
    if (aim === undefined) return [];
    const at = expressionAt(target.source, call.node.from, call.node.to);
    return [{ at, node: call.node, value, copy, whole: aim === 'whole' }];
  });
}

/** `SET(event, flags, flags)`, where the program's own macro has the `=`. */
function byMacro(target: Target): readonly Write[] {
  const { source } = target;
  const names = new Set(macrosOf(source).map(({ name }) => name));
  return source.calls.flatMap((call): Write[] => {
    if (!names.has(call.callee) || call.function === undefined) return [];
    const at = expressionAt(source, call.node.from, call.node.to);
    const [, to = '', written = ''] =
      /^\W*?([\w()&*\s]+(?:->|\.)[\w.\s]+?)\)*\s*=(?!=)([^;]*)/.exec(expand(source, at.text)) ?? [];
    if (aimOf(target, balanced(to), call.function) !== 'member') return [];
    const value = argumentsOf(source, call).findLast(({ text }) => written.includes(text));
    return [{ at, node: call.node, value, copy: undefined, whole: false }];
  });
}

/** Without the parentheses that are closed and not opened, or opened and not closed. */
function balanced(text: string): string {
  return text.replace(/[()]/g, '');
}

/** `struct event event = { .flags = flags }` */
function initialised(target: Target): readonly Write[] {
  const { source } = target;
  return nodesOf(source.tree.topNode, 'InitializerPair').flatMap((node): Write[] => {
    const path = designated(source, node);
    const value = node.lastChild;
    const around = enclosing(node, 'Declaration', 'CompoundLiteralExpression', 'CastExpression');
    const isEvent =
      around !== undefined &&
      new RegExp(`\\bstruct\\s+${target.struct.name}\\b`).test(textOf(source, around));
    if (path !== target.path || value === null || !isEvent) return [];
    const at = expressionAt(source, node.from, node.to);
    return [{ at, node, value: expressionAt(source, value.from, value.to), copy: undefined, whole: false }];
  });
}

function designated(source: CSource, pair: SyntaxNode): string {
  const own = pair
    .getChildren('FieldDesignator')
    .map((node) => textOf(source, node).replace(/^\s*\.\s*/, ''))
    .join('.');
  const outer = enclosing(pair, 'InitializerPair');
  return outer === undefined ? own : `${designated(source, outer)}.${own}`;
}
