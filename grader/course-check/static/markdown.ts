import { Lexer, type Token, walkTokens } from 'marked';
import { anchor } from '../../judge/diagnosis/lesson.ts';

export interface Heading {
  /** As it is written, without the signs before it. */
  readonly text: string;
  readonly depth: number;
  readonly line: number;
}

export interface Link {
  /** As it is written: `../01-filename/README.md#task-copy-it`. */
  readonly href: string;
  readonly line: number;
}

/** What of a page others can refer to, and what it refers to. Lines from 1. */
export interface Page {
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  /** What may stand behind a `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** Reads a page of Markdown. Within code there are neither headings nor links. */
export function readPage(markdown: string): Page {
  const headings: Heading[] = [];
  const links: Link[] = [];
  const named: string[] = [];
  const text = markdown.replace(/\r\n|\r/g, '\n');
  let offset = 0;
  for (const block of Lexer.lex(text)) {
    const lineOf = lineFinder(text, offset);
    walkTokens([block], (token) => {
      if (token.type === 'heading')
        headings.push({ text: String(token.text), depth: token.depth, line: lineOf(token.raw) });
      if (token.type === 'link' || token.type === 'image')
        links.push({ href: String(token.href), line: lineOf(token.raw) });
      if (token.type === 'html') {
        const line = lineOf(token.raw);
        for (const href of attributes(token, 'href|src')) links.push({ href, line });
        named.push(...attributes(token, 'id|name'));
      }
    });
    offset += block.raw.length;
  }
  return { headings, links, anchors: new Set([...anchorsOf(headings), ...named]) };
}

/** Tokens of a block come in the order of the text, and none knows where it stands. */
function lineFinder(text: string, start: number): (raw: string) => number {
  let from = start;
  return (raw) => {
    const found = text.indexOf(raw, from);
    if (found !== -1) from = found;
    return text.slice(0, from).split('\n').length;
  };
}

function attributes({ raw }: Token, names: string): string[] {
  return [...raw.matchAll(new RegExp(`\\s(?:${names})=["']([^"']*)["']`, 'gi'))].flatMap(
    ([, value]) => value ?? [],
  );
}

/** GitHub's: the same heading once more gets a number. */
function anchorsOf(headings: readonly Heading[]): string[] {
  const counts = new Map<string, number>();
  return headings.map(({ text }) => {
    const name = anchor(text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1'));
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
}
