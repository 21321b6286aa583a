import type { CSource } from '../source/c-source.ts';
import type { CFunction } from '../source/functions.ts';
import { nodesOf, type Place, placeAt, textOf } from '../source/text.ts';
import type { Code } from '../structure/code.ts';

/** A local variable that is read and has no value then. */
export interface Unset extends Place {
  readonly name: string;
  readonly function: CFunction;
  /** The line that gives it its value, where that comes too late. */
  readonly setIn: number | undefined;
}

/** Declared without a value, and read before it is given one, or without ever being given one. */
export function unsetIn(program: CSource, code: Code, own: CFunction): readonly Unset[] {
  return nodesOf(own.body, 'Declaration').flatMap((declaration) => {
    const isStatic = /^\s*(static|extern)\b/.test(textOf(program, declaration));
    const plain = isStatic
      ? []
      : [...declaration.getChildren('Identifier'), ...declaration.getChildren('PointerDeclarator')];
    return plain.flatMap((node): Unset[] => {
      const name = textOf(program, node).replace(/^[*\s]+/, '');
      const behind = code.text.slice(declaration.to, own.to);
      if (!/^\w+$/.test(name) || inMacro(code, behind, name)) return [];
      const read = firstRead(behind, name);
      const written = firstWrite(behind, name);
      if (read === undefined) return [];
      if (written === undefined)
        return [{ name, function: own, setIn: undefined, ...placeAt(program, node.to - name.length) }];
      // Where there are loops and jumps, what stands first need not be done first.
      if (read >= written || /\b(for|while|do|goto)\b/.test(behind)) return [];
      const setIn = placeAt(program, declaration.to + written).line;
      return [{ name, function: own, setIn, ...placeAt(program, declaration.to + read) }];
    });
  });
}

/** Where it is first used for its value: `sizeof(name)` and a member of the same name are no such use. */
function firstRead(behind: string, name: string): number | undefined {
  const uses = [...behind.matchAll(new RegExp(`\\b${name}\\b(?!\\s*=(?!=))`, 'g'))];
  return uses.find(({ index }) => {
    const before = behind.slice(0, index);
    return !/(\.|->)\s*$/.test(before) && !/sizeof\s*\(?\s*\*?\s*$/.test(before);
  })?.index;
}

/** Where it is first assigned, its address taken, or a part of it set. */
function firstWrite(behind: string, name: string): number | undefined {
  const start = `(?<![.>\\w])${name}`;
  const ways = [
    `${start}\\s*(?:[-+*/%&|^]|<<|>>)?=(?!=)`,
    `&\\s*${name}\\b(?!\\s*->)`,
    `(?:\\+\\+|--)\\s*${name}\\b|\\b${name}\\s*(?:\\+\\+|--)`,
    `${start}\\s*[.[]`,
    '\\basm\\b',
  ];
  return new RegExp(ways.join('|')).exec(behind)?.index;
}

/** A macro may set anything. */
function inMacro({ macros }: Code, text: string, name: string): boolean {
  const calls = [...text.matchAll(new RegExp(`\\b(\\w+)\\s*\\([^;]*\\b${name}\\b`, 'g'))];
  return calls.some(([, callee = '']) => /^[A-Z][A-Z0-9_]+$/.test(callee) || macros.has(callee));
}
