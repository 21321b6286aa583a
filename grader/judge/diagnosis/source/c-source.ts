import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/cpp';
import type { SourceText } from '../../../model/artifact.ts';
import { type CCall, type CFunction, callsIn, functionsOf } from './functions.ts';
import { type CStruct, structsOf } from './structs.ts';
import { nodesOf, type ParsedText, type Place, parsedText, placeAt, textOf } from './text.ts';

/**
 * What a learner's program says, read from its text alone: nothing is preprocessed, so that macros are seen as they
 * are written. Good for finding the place of a cause; whether there is one, the compiler, kernel or capture decide.
 */
export interface CSource extends ParsedText {
  readonly includes: readonly CInclude[];
  /** Those that the text defines, in its order. */
  readonly structs: readonly CStruct[];
  readonly functions: readonly CFunction[];
  /** Every call and use of a macro like a function, whatever it is called, also outside of functions. */
  readonly calls: readonly CCall[];
  /** `event->flags = flags`, also `+=` and its like, and declarations with a value. */
  readonly assignments: readonly CAssignment[];
}

export interface CInclude extends Place {
  /** `gadget/buffer.h` */
  readonly name: string;
}

export interface CAssignment extends Place {
  /** As it is written: `event->proc.pid`. */
  readonly target: string;
  /** The dotted name after the variable: `proc.pid`; undefined where the target is a variable itself. */
  readonly member: string | undefined;
  /** `=`, `|=` … */
  readonly operator: string;
  /** As it is written. */
  readonly value: string;
  readonly node: SyntaxNode;
  readonly function: CFunction | undefined;
}

export function parseC({ file, text }: SourceText): CSource {
  const parsed = parsedText(file, text, parser.parse(withPlainEnds(text)));
  const functions = functionsOf(parsed);
  return {
    ...parsed,
    includes: includesOf(parsed),
    structs: structsOf(parsed),
    functions,
    calls: callsIn(parsed, functions),
    assignments: assignmentsOf(parsed, functions),
  };
}

/** The parser takes `#include …\r\n` and all that follows for one directive. Offsets stay as they are. */
function withPlainEnds(text: string): string {
  return text.replaceAll('\\\r\n', ' \\\n').replaceAll('\r\n', ' \n');
}

function includesOf(source: ParsedText): readonly CInclude[] {
  return nodesOf(source.tree.topNode, 'PreprocDirective').flatMap((node): CInclude[] => {
    const [, name] = /^#\s*include\s*[<"]([^>"\n]*)/.exec(textOf(source, node)) ?? [];
    return name === undefined ? [] : [{ name, ...placeAt(source, node.from) }];
  });
}

function assignmentsOf(source: ParsedText, functions: readonly CFunction[]): readonly CAssignment[] {
  return nodesOf(source.tree.topNode, 'AssignmentExpression', 'InitDeclarator').flatMap(
    (node): CAssignment[] => {
      const { firstChild: left, lastChild: right } = node;
      if (left === null || right === null) return [];
      const target = node.name === 'InitDeclarator' ? declaredName(source, left) : textOf(source, left);
      return [
        {
          target,
          member: memberOf(target),
          operator: source.text.slice(left.to, right.from).trim(),
          value: textOf(source, right),
          node,
          function: functions.find(({ from, to }) => from <= node.from && node.to <= to),
          ...placeAt(source, node.from),
        },
      ];
    },
  );
}

/** `*event` and `name[16]` declare `event` and `name`. */
function declaredName(source: ParsedText, declarator: SyntaxNode): string {
  const [identifier] = nodesOf(declarator, 'Identifier');
  return textOf(source, identifier ?? declarator);
}

/** `event->proc.pid` → `proc.pid`, `(*event).flags` → `flags`; undefined for a plain variable. */
export function memberOf(expression: string): string | undefined {
  const [, member] = /^[&(*\s]*[A-Za-z_]\w*\)?\s*(?:->|\.)\s*([\w.\s]*\w)/.exec(expression) ?? [];
  return member?.replace(/\s+/g, '');
}
