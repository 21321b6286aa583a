import { type Page, tokenLines } from './blocks.ts';
import { lex } from './lex.ts';
import { linkNotes } from './links.ts';
import { EMPTY_LINE, type Line, paintLine } from './spans.ts';

export interface LessonOptions {
  /** Cells of the terminal's lines. Text that is wider than 100 cells is hard to read, so more is not used. */
  readonly width: number;
  readonly color: boolean;
  /** Whether what stands in `<details>`, the solutions, is shown. */
  readonly revealed: boolean;
  /** How to see a folded solution, such as `lab solution 01`. */
  readonly foldedHint: string;
  /** What to show in place of a link's address: `lab guide 02` for `../02-flags/README.md`. */
  readonly linkText?: (href: string) => string | undefined;
}

const MOST_WIDTH = 100;
const LEAST_WIDTH = 16;

/** A lesson's Markdown as text for a terminal, with one line's end at its end. */
export function renderLesson(markdown: string, options: LessonOptions): string {
  const links = linkNotes(options.linkText);
  const page: Page = {
    width: Math.max(LEAST_WIDTH, Math.min(options.width, MOST_WIDTH)),
    links,
    details: options.revealed ? { kind: 'revealed' } : { kind: 'folded', hint: options.foldedHint },
  };
  const body = tokenLines(lex(markdown), page);
  const notes = links.take();
  const lines: readonly Line[] = notes.length === 0 ? body : [...body, EMPTY_LINE, ...notes];
  const painted = lines.map((line) => paintLine(line, options.color));
  return `${painted.join('\n').replace(/^\n+|\n+$/g, '')}\n`;
}
