import { cells } from '../../grader/report/text.ts';
import { cellsOf, joined, type Line, type Span, type Style } from './spans.ts';

/** What cannot be broken: the spans between two spaces. */
interface Word {
  readonly spans: readonly Span[];
  /** Of the space before it: the line under a link goes on between its words. */
  readonly gap: readonly Style[];
  /** Begins a line whatever room is left: a hard break stands before it. */
  readonly begins: boolean;
}

/** Breaks spans at spaces, and at `\n`, into lines of at most `width` cells. A word that is too long is cut. */
export function wrapSpans(spans: readonly Span[], width: number): readonly Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  for (const word of wordsOf(spans).flatMap((word) => cutWord(word, width))) {
    const longer: Line = [...(line ?? []), { text: ' ', styles: word.gap }, ...word.spans];
    if (line !== undefined && !word.begins && cellsOf(longer) <= width) line = longer;
    else {
      if (line !== undefined) lines.push(line);
      line = word.spans;
    }
  }
  return line === undefined ? lines : [...lines, line];
}

/** Cells of the longest word: with less room, words are cut. */
export function longestWord(spans: readonly Span[]): number {
  return Math.max(0, ...wordsOf(spans).map((word) => cellsOf(word.spans)));
}

function wordsOf(spans: readonly Span[]): readonly Word[] {
  const words: Word[] = [];
  let next: Word | undefined;
  let gap: Pick<Word, 'gap' | 'begins'> = { gap: [], begins: false };
  for (const { text, styles } of spans) {
    for (const part of text.split(/([ \n])/)) {
      if (part === '') continue;
      if (part !== ' ' && part !== '\n') {
        next = { ...gap, ...next, spans: [...(next?.spans ?? []), { text: part, styles }] };
        continue;
      }
      if (next !== undefined) words.push(next);
      gap = { gap: styles, begins: part === '\n' || (next === undefined && gap.begins) };
      next = undefined;
    }
  }
  return next === undefined ? words : [...words, next];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Pieces that fit into a line. Only the last can share its line: the others are as long as fits. */
function cutWord(word: Word, width: number): readonly Word[] {
  if (cellsOf(word.spans) <= width) return [word];
  const characters = word.spans.flatMap(({ text, styles }) =>
    [...graphemes.segment(text)].map(({ segment }) => ({ text: segment, styles })),
  );
  const pieces: Word[] = [];
  for (let start = 0; start < characters.length; ) {
    const end = endOfPiece(characters, start, width);
    const spans = joined(characters.slice(start, end));
    pieces.push(pieces.length === 0 ? { ...word, spans } : { spans, gap: [], begins: true });
    start = end;
  }
  return pieces;
}

/** Behind the last separator, if it is not far from the end: parts of paths and of flags stay whole. */
function endOfPiece(characters: readonly Span[], start: number, width: number): number {
  let used = 0;
  let end = start;
  for (; end < characters.length; end += 1) {
    used += cells(characters[end]?.text ?? '');
    if (used > width && end > start) break;
  }
  if (end === characters.length) return end;
  for (let at = end; at > start + (end - start) / 2; at -= 1) {
    if (/[|/,._(\u00a0-]$/.test(characters[at - 1]?.text ?? '')) return at;
  }
  return end;
}
