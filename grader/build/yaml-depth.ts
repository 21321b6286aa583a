import type { Place } from './place.ts';

/** Values within values; a gadget.yaml needs ten levels. */
const DEEPEST = 100;

/**
 * Where a text is nested beyond all measure; undefined where it is not. The library makes nested values by calling
 * itself, and V8 may end the process where a stack is almost full; its parser, though, has a stack of its own.
 */
export function tooDeepAt({ Lexer, Parser }: typeof import('yaml'), text: string): Place | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    // It only goes on while somebody takes its tokens.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > DEEPEST) return placeIn(text, offset);
  }
  return undefined;
}

function placeIn(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
