import type { CAssignment, CSource } from '../source/c-source.ts';
import type { CCall, CFunction } from '../source/functions.ts';
import type { CStruct } from '../source/structs.ts';
import { nodesOf, placeAt } from '../source/text.ts';

/** A function-like macro of the program's own. Calls in it are not in the tree; its words are all there is. */
export interface CMacro {
  readonly name: string;
  readonly body: string;
}

/** What of a program counts: without comments, the insides of texts, and what `#if 0` takes out. */
export interface Code {
  readonly source: CSource;
  /** As long as the source, so that offsets are the same; what does not count is blank. */
  readonly text: string;
  readonly functions: readonly CFunction[];
  readonly calls: readonly CCall[];
  readonly assignments: readonly CAssignment[];
  readonly structs: readonly CStruct[];
  readonly macros: ReadonlyMap<string, CMacro>;
  /** Whether a file of the learner's own is included, or nothing was understood: what is not here may be there. */
  readonly hasMore: boolean;
}

const known = new WeakMap<CSource, Code>();

/** Many rules ask for it; it is worked out once. */
export function codeOf(source: CSource): Code {
  const before = known.get(source);
  if (before !== undefined) return before;
  const code = makeCode(source);
  known.set(source, code);
  return code;
}

function makeCode(source: CSource): Code {
  const text = withoutIdle(source);
  const counts = (offset: number): boolean => /\S/.test(text[offset] ?? ' ');
  return {
    source,
    text,
    functions: source.functions.filter(({ from }) => counts(from)),
    calls: source.calls.filter(({ node }) => counts(node.from)),
    assignments: source.assignments.filter(({ node }) => counts(node.from)),
    structs: source.structs.filter(({ line, column }) => counts(offsetOf(source, line, column))),
    macros: macrosOf(source, text),
    hasMore:
      source.functions.length === 0 ||
      source.includes.some(({ line }) => /^\s*#\s*include\s*"/.test(source.lines[line - 1] ?? '')),
  };
}

function offsetOf({ text }: CSource, line: number, column: number): number {
  let start = 0;
  for (let number = 1; number < line; number++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}

function withoutIdle(source: CSource): string {
  const idle = nodesOf(source.tree.topNode, 'LineComment', 'BlockComment', 'String').map((node) =>
    // A text keeps its quotes: it is still there, only what it says is not code.
    node.name === 'String' ? { from: node.from + 1, to: node.to - 1 } : { from: node.from, to: node.to },
  );
  const blanked = [...idle, ...switchedOff(source)].reduce(
    (text, { from, to }) => text.slice(0, from) + blank(text.slice(from, to)) + text.slice(to),
    source.text,
  );
  // The parser takes all that follows #define as one piece, comments included.
  return blanked.replace(/^\s*#\s*define.*$/gm, (line) =>
    line.replace(/\/\/.*|\/\*.*?\*\//g, (comment) => blank(comment)),
  );
}

/** From `#if 0` to its `#else` or `#endif`; other conditions are not decided here. */
function switchedOff({ text }: CSource): readonly { readonly from: number; readonly to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  let depth = 0;
  let from: number | undefined;
  for (const match of text.matchAll(/^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif)\b(.*)$/gm)) {
    const [, word = '', rest = ''] = match;
    if (from === undefined && word === 'if' && /^\s*0\s*(\/.*)?\r?$/.test(rest)) {
      from = match.index;
      depth = 1;
    } else if (from !== undefined) {
      if (word.startsWith('if')) depth++;
      if (word === 'endif') depth--;
      if (depth === 0 || (depth === 1 && /^el/.test(word))) {
        ranges.push({ from, to: match.index });
        from = undefined;
      }
    }
  }
  return ranges;
}

function blank(text: string): string {
  return text.replace(/\S/g, ' ');
}

function macrosOf(source: CSource, text: string): ReadonlyMap<string, CMacro> {
  const macros = nodesOf(source.tree.topNode, 'PreprocDirective').flatMap((node): CMacro[] => {
    const directive = text.slice(node.from, node.to);
    const [, name, body] = /^#\s*define\s+(\w+)\([^)]*\)([\s\S]*)$/.exec(directive) ?? [];
    return name === undefined || body === undefined ? [] : [{ name, body }];
  });
  return new Map(macros.map((macro) => [macro.name, macro]));
}

/** The code as it would be without some of its functions. */
export function without(code: Code, idle: readonly CFunction[]): Code {
  const stays = ({ from }: { readonly from: number }): boolean =>
    !idle.some((one) => one.from <= from && from < one.to);
  return {
    ...code,
    text: idle.reduce(
      (text, { from, to }) => text.slice(0, from) + blank(text.slice(from, to)) + text.slice(to),
      code.text,
    ),
    functions: code.functions.filter(stays),
    calls: code.calls.filter(({ node }) => stays(node)),
    assignments: code.assignments.filter(({ node }) => stays(node)),
  };
}

/** Whether a name stands in the code, be it in a macro. */
export function mentions({ text }: Pick<Code, 'text'>, name: RegExp): boolean {
  return new RegExp(`\\b(?:${name.source})\\b`).test(text);
}

/** The place of an offset, for findings. */
export function placeIn({ source }: Code, offset: number) {
  return placeAt(source, offset);
}
