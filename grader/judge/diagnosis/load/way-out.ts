import type { SyntaxNode } from '@lezer/common';
import type { CFunction } from '../source/functions.ts';
import { enclosing, nodesOf, type Place, placeAt, textOf } from '../source/text.ts';
import { partsOfIf } from '../structure/steps.ts';
import type { Reservation } from './reservation.ts';
import type { Scene } from './scene.ts';
import { BUFFER, callsTo, functionAt, siteOf } from './site.ts';

/** Functions after which the event is no longer the program's. */
export const RELEASING = [...(BUFFER.bpf_ringbuf_submit ?? []), ...(BUFFER.bpf_ringbuf_discard ?? [])];

/**
 * Where an event is left behind: by a `return` (or `goto`), by a condition that skips what would release it, or by a
 * semicolon that ends an `if` too early.
 */
export type Way = Place & { readonly kind: 'return' | 'skipped' | 'semicolon'; readonly text: string };

/** How the path leaves: by a statement below the condition that it came by last, or by the next one. */
export function wayOut(scene: Scene, { call, variable, function: home }: Reservation): Way | undefined {
  if (home === undefined) return undefined;
  const conditions = nodesOf(home.body, 'IfStatement', 'SwitchStatement').filter(
    ({ to }) => to > call.node.from,
  );
  const empty = conditions.find((node) => isEmpty(scene, node));
  if (empty !== undefined) return wayAt(scene, empty, 'semicolon');
  const last = lastLineIn(scene, home);
  // Where there is no event, none is left behind.
  const checks = conditions.filter((node) => isNullCheck(scene, node, variable));
  const condition = conditions.find(
    (node) => !checks.includes(node) && last !== undefined && linesOf(scene, node).includes(last),
  );
  const unreleased = nodesOf(home.body, 'ReturnStatement', 'GotoStatement').filter(
    (node) =>
      node.from > call.node.to &&
      !checks.some(({ from, to }) => from < node.from && node.from < to) &&
      !isReleasedBefore(scene, node),
  );
  if (condition !== undefined) return outOf(scene, condition, unreleased);
  const next = unreleased.find(({ from }) => last !== undefined && placeAt(scene.program, from).line >= last);
  return next && wayAt(scene, next, 'return');
}

/** `if (!event)` or `if (event == NULL)`, and nothing else is asked there. */
function isNullCheck({ program }: Scene, node: SyntaxNode, variable: string | undefined): boolean {
  const { condition, otherwise } = partsOfIf(node);
  const text = condition && textOf(program, condition).replace(/[\s()]/g, '');
  if (text === undefined || variable === undefined || otherwise !== undefined) return false;
  return [`!${variable}`, `${variable}==NULL`, `NULL==${variable}`, `${variable}==0`].includes(text);
}

function outOf(scene: Scene, condition: SyntaxNode, exits: readonly SyntaxNode[]): Way {
  const isInside = ({ from }: { readonly from: number }): boolean =>
    condition.from < from && from < condition.to;
  const [exit] = exits.filter(isInside);
  if (exit !== undefined) return wayAt(scene, exit, 'return');
  return wayAt(scene, condition, releaseNodes(scene).some(isInside) ? 'skipped' : 'return');
}

/** The last line of a function that the path came by, inlined calls included. */
function lastLineIn(scene: Scene, home: CFunction): number | undefined {
  for (let at = scene.end; at >= 0; at--) {
    const site = siteOf(scene, at);
    if (site !== undefined && functionAt(scene, site.line) === home) return site.line;
  }
  return undefined;
}

/** Whether something right before an exit, in its own block, hands the event over. */
function isReleasedBefore(scene: Scene, exit: SyntaxNode): boolean {
  const block = enclosing(exit, 'CompoundStatement', 'CaseStatement');
  return releaseNodes(scene).some(
    ({ from }) => from < exit.from && block !== undefined && block.from <= from,
  );
}

function releaseNodes({ code }: Scene): readonly SyntaxNode[] {
  return callsTo(code, RELEASING).map(({ node }) => node);
}

/** The lines of a statement's condition, which may go over several. */
function linesOf({ program }: Scene, node: SyntaxNode): readonly number[] {
  const { condition } = partsOfIf(node);
  const from = placeAt(program, node.from).line;
  const to = placeAt(program, condition?.to ?? node.from).line;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** `if (!event);` */
function isEmpty({ program }: Scene, node: SyntaxNode): boolean {
  if (node.name !== 'IfStatement') return false;
  const { then } = partsOfIf(node);
  return (
    then !== undefined &&
    textOf(program, then).trim() === ';' &&
    !/\n/.test(program.text.slice(node.from, then.from))
  );
}

function wayAt({ program }: Scene, node: SyntaxNode, kind: Way['kind']): Way {
  const { condition } = partsOfIf(node);
  const text = condition === undefined ? textOf(program, node) : `if ${textOf(program, condition)}`;
  return { kind, text, ...placeAt(program, node.from) };
}
