import type { SyntaxNode } from '@lezer/common';
import type { CAssignment } from '../source/c-source.ts';
import type { CCall, CFunction } from '../source/functions.ts';
import type { Code } from './code.ts';
import { childrenOf, endOf, leaves, partsOfIf } from './statements.ts';

export { childrenOf, leaves, partsOfIf };

/** A condition that decides whether the kernel gets to a step. */
export interface Guard {
  /** The `if`, `switch` or loop. */
  readonly statement: SyntaxNode;
  readonly condition: SyntaxNode;
  /** What the condition must be to get there; a loop or switch says nothing so simple. */
  readonly when: boolean | undefined;
  readonly frame: Frame;
}

/** A function as it is being called: with the call, and from where. */
export interface Frame {
  readonly function: CFunction;
  readonly call?: CCall;
  readonly caller?: Frame;
}

interface StepCommon {
  readonly node: SyntaxNode;
  readonly frame: Frame;
  readonly guards: readonly Guard[];
  /** Behind a `return` that is always met. */
  readonly behind?: SyntaxNode | undefined;
}

/** One thing that a program does. */
export type Step = StepCommon &
  (
    | { readonly kind: 'call'; readonly call: CCall /** Out of a macro's body. */; readonly hidden?: true }
    | { readonly kind: 'assignment'; readonly assignment: CAssignment }
  );

/** Deeper than this nobody nests; functions of BPF programs do not recurse. */
const DEEPEST = 6;
const MOST = 2_000;

/**
 * What a function does in the order in which it does it, functions of the program's own followed where they are
 * called. No condition is decided: each step says which ones lead to it.
 */
export function stepsOf(code: Code, entry: CFunction): readonly Step[] {
  const walk = new Walk(code);
  walk.enter({ function: entry }, []);
  return walk.steps;
}

interface Way {
  readonly frame: Frame;
  readonly guards: readonly Guard[];
  readonly behind?: SyntaxNode | undefined;
}

class Walk {
  readonly steps: Step[] = [];
  readonly #code: Code;
  /** The conditions under which each label is jumped to. */
  readonly #jumps = new Map<string, (readonly Guard[])[]>();
  readonly #calls: ReadonlyMap<number, CCall>;
  readonly #assignments: ReadonlyMap<number, CAssignment>;

  constructor(code: Code) {
    this.#code = code;
    this.#calls = new Map(code.calls.map((call) => [call.node.from * 2 + kindBit(call.node), call]));
    this.#assignments = new Map(code.assignments.map((assignment) => [assignment.node.from, assignment]));
  }

  enter(frame: Frame, guards: readonly Guard[], behind?: SyntaxNode): void {
    if (depthOf(frame) > DEEPEST || this.steps.length > MOST) return;
    this.#list(childrenOf(frame.function.body), { frame, guards, behind });
  }

  #list(statements: readonly SyntaxNode[], start: Way): void {
    let way = start;
    for (const statement of statements) {
      if (statement.name === 'LabeledStatement') way = this.#joined(statement, way, start);
      this.#statement(statement, way);
      way = after(statement, way);
    }
  }

  /** What all ways to a label have in common: falling into it, and each `goto`. */
  #joined(label: SyntaxNode, way: Way, start: Way): Way {
    const jumps = this.#jumps.get(this.#labelOf(label)) ?? [];
    const ways = way.behind === undefined ? [way.guards, ...jumps] : jumps;
    const [first, ...others] = ways;
    if (first === undefined) return { ...way, guards: start.guards, behind: start.behind };
    const guards = first.filter((guard) =>
      others.every((other) =>
        other.some(({ statement, when }) => statement.from === guard.statement.from && when === guard.when),
      ),
    );
    return { ...way, guards, behind: start.behind };
  }

  #labelOf(statement: SyntaxNode): string {
    const name = statement.getChild('StatementIdentifier');
    return name === null ? '' : this.#code.text.slice(name.from, name.to);
  }

  #statement(node: SyntaxNode, way: Way): void {
    switch (node.name) {
      case 'GotoStatement': {
        const label = this.#labelOf(node);
        if (way.behind === undefined) this.#jumps.set(label, [...(this.#jumps.get(label) ?? []), way.guards]);
        return;
      }
      case 'CompoundStatement':
      case 'CaseStatement':
      case 'LabeledStatement':
        this.#list(childrenOf(node), way);
        return;
      case 'IfStatement':
        this.#branches(node, way);
        return;
      case 'SwitchStatement':
      case 'WhileStatement':
      case 'DoStatement':
      case 'ForStatement':
        this.#body(node, way);
        return;
      default:
        this.#expression(node, way);
    }
  }

  #branches(node: SyntaxNode, way: Way): void {
    const { condition, then, otherwise } = partsOfIf(node);
    if (condition) this.#expression(condition, way);
    if (then) this.#statement(then, guarded(way, node, condition, true));
    if (otherwise) this.#statement(otherwise, guarded(way, node, condition, false));
  }

  /** The last child is what is repeated or chosen from; of `do` it is in the middle. */
  #body(node: SyntaxNode, way: Way): void {
    const children = childrenOf(node);
    const body = node.name === 'DoStatement' ? children[0] : children.at(-1);
    const condition = children.find((child) => child !== body) ?? node;
    for (const child of children) {
      if (child === body) this.#statement(child, guarded(way, node, condition, undefined));
      else this.#expression(child, way);
    }
  }

  /** Calls and assignments in an expression: what is inside another one happens before it. */
  #expression(node: SyntaxNode, way: Way): void {
    for (const child of childrenOf(node)) this.#expression(child, way);
    const call = this.#calls.get(node.from * 2 + kindBit(node));
    if (call !== undefined && call.node.to === node.to) this.#call(call, way);
    const assignment = this.#assignments.get(node.from);
    if (assignment !== undefined && assignment.node.to === node.to && assignment.node.name === node.name) {
      this.steps.push({ kind: 'assignment', assignment, node, ...way });
    }
  }

  #call(call: CCall, way: Way): void {
    const own = this.#code.functions.find(({ name }) => name === call.callee);
    if (own !== undefined) this.enter({ function: own, call, caller: way.frame }, way.guards, way.behind);
    this.steps.push({ kind: 'call', call, node: call.node, ...way });
    const macro = this.#code.macros.get(call.callee);
    for (const [, callee = ''] of macro?.body.matchAll(/\b([A-Za-z_]\w*)\s*\(/g) ?? []) {
      const inside = { ...call, callee, arguments: [] };
      this.steps.push({ kind: 'call', call: inside, node: call.node, hidden: true, ...way });
    }
  }
}

/** A macro's use and the call within may begin at the same place. */
function kindBit(node: SyntaxNode): number {
  return node.name === 'Macro' ? 1 : 0;
}

function depthOf({ caller }: Frame): number {
  return caller === undefined ? 0 : depthOf(caller) + 1;
}

function guarded(way: Way, statement: SyntaxNode, condition: SyntaxNode | undefined, when?: boolean): Way {
  if (condition === undefined) return way;
  return { ...way, guards: [...way.guards, { statement, condition, when, frame: way.frame }] };
}

/** How it is to get behind a statement. */
function after(statement: SyntaxNode, way: Way): Way {
  if (statement.name !== 'IfStatement') {
    const ends = leaves(statement);
    return ends && way.behind === undefined ? { ...way, behind: endOf(statement) } : way;
  }
  const { condition, then, otherwise } = partsOfIf(statement);
  const thenEnds = then !== undefined && leaves(then);
  const elseEnds = otherwise !== undefined && leaves(otherwise);
  if (thenEnds && elseEnds) return { ...way, behind: way.behind ?? statement };
  if (thenEnds) return guarded(way, statement, condition, false);
  return elseEnds ? guarded(way, statement, condition, true) : way;
}
