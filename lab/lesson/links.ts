import { clean } from '../../grader/report/text.ts';
import { decodeEntities } from './entities.ts';
import { type Line, NO_BREAK_SPACE, type Span, span } from './spans.ts';

export interface Link {
  readonly href: string;
  readonly title?: string | null;
  /** Written as its own address, so nothing in it is decoded. */
  readonly autolink?: boolean;
  readonly text: string;
}

/** The links of a section: numbers in the text, addresses below it. */
export interface LinkNotes {
  /** What follows the link's text: its number, or nothing where the text is the address. */
  mark(link: Link): readonly Span[];
  /** The addresses since the last call; numbers start anew. */
  take(): readonly Line[];
}

/** @param linkText What the reader should type or read instead of an address. */
export function linkNotes(linkText: (href: string) => string | undefined = () => undefined): LinkNotes {
  const numbers = new Map<string, number>();
  return {
    mark(link) {
      const href = link.autolink ? link.href : decodeEntities(link.href);
      const address = linkText(href) ?? href;
      const note = link.title ? `${address} (${decodeEntities(link.title)})` : address;
      if (link.text === note || `mailto:${link.text}` === note) return [];
      const number = numbers.get(note) ?? numbers.size + 1;
      numbers.set(note, number);
      return [span(`${NO_BREAK_SPACE}[${number}]`, 'dim')];
    },
    take() {
      const lines = [...numbers].map(([note, number]) => [span(`[${number}] ${clean(note)}`, 'dim')]);
      numbers.clear();
      return lines;
    },
  };
}
