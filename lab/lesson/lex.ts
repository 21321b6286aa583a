import { Lexer, type MarkedToken, type Token } from 'marked';

/** The blocks of a Markdown text: CommonMark with GitHub's extensions, as on the course's pages. */
export function lex(markdown: string): readonly MarkedToken[] {
  return known(Lexer.lex(markdown));
}

/** What stands within a line of Markdown. */
export function lexInline(markdown: string): readonly MarkedToken[] {
  return known(Lexer.lexInline(markdown));
}

/** Without extensions to the lexer, every token is one of marked's own; its type also allows for others. */
export function known(tokens: readonly Token[]): readonly MarkedToken[] {
  return tokens as readonly MarkedToken[];
}
