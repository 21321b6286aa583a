import type { SyntaxNode } from '@lezer/common';
import type { GoCall } from './go-calls.ts';
import { nodesOf, type ParsedText, textOf } from './text.ts';

const MAKERS = ['GetDataSource', 'NewDataSource', 'GetField', 'AddField'] as const;
type Maker = (typeof MAKERS)[number];

/** What a module gets a data source or a field by, and where it keeps it. */
export interface GoHandle {
  readonly by: Maker;
  /** `flags`, `g.flags`; undefined where it is not assigned to anything. */
  readonly variable: string | undefined;
  /** The name that was asked for; undefined where the text does not show it. */
  readonly name: string | undefined;
  readonly call: GoCall;
}

export function goHandlesOf(source: ParsedText, calls: readonly GoCall[]): readonly GoHandle[] {
  return calls.flatMap((call): GoHandle[] => {
    const by = MAKERS.find((maker) => maker === call.method);
    if (by === undefined) return [];
    const [name] = call.arguments;
    return [{ by, variable: targetOf(source, call.node), name: name && nameIn(source, name.text), call }];
  });
}

/** The first name on the left of the assignment that a call is the right side of. */
function targetOf(source: ParsedText, call: SyntaxNode): string | undefined {
  const assignment = call.parent;
  if (assignment === null || !/^(VarDecl|VarSpec|Assignment)$/.test(assignment.name)) return undefined;
  const { firstChild: target } = assignment;
  return target === null || target.from === call.from ? undefined : textOf(source, target);
}

/** The text that an argument stands for: itself in quotes, or a constant or variable that is set to one. */
function nameIn(source: ParsedText, argument: string): string | undefined {
  if (/^["`]/.test(argument)) return argument.slice(1, -1);
  if (!/^\w+$/.test(argument)) return undefined;
  const values = nodesOf(source.tree.topNode, 'ConstSpec', 'VarSpec', 'VarDecl').flatMap((node) => {
    const name = node.getChild('DefName');
    const text = node.getChild('String');
    return name && text && textOf(source, name) === argument ? [textOf(source, text).slice(1, -1)] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}
