import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../grader/model/project.ts';
import type { LessonOptions } from '../../../lab/lesson/render.ts';

const steps = join(projectRoot, 'steps');

/** Every lesson of the course, by the folder of its step. */
export const LESSONS: readonly (readonly [string, string])[] = readdirSync(steps)
  .sort()
  .map((folder) => [folder, readFileSync(join(steps, folder, 'README.md'), 'utf8')]);

export const PLAIN: LessonOptions = {
  width: 80,
  color: false,
  revealed: false,
  foldedHint: 'lab solution 01',
};

const DETAILS = /<details>.*?<\/details>/gs;

/** The lines of code that a lesson has in its solutions and nowhere else. */
export function solutionLines(markdown: string): readonly string[] {
  const linesOf = (text: string): readonly string[] => text.split('\n').map((line) => line.trim());
  const elsewhere = new Set(linesOf(markdown.replace(DETAILS, '')));
  const solutions = (markdown.match(DETAILS) ?? []).flatMap((details) =>
    [...details.matchAll(/```\w*\n(.*?)```/gs)].flatMap((match) => linesOf(match[1] ?? '')),
  );
  return solutions.filter((line) => line !== '' && !elsewhere.has(line));
}

/** Lines of tables, which are read by columns and not by lines. */
export function tablesOf(markdown: string): readonly string[] {
  return markdown.match(/(?:^\|.*\n)+/gm) ?? [];
}

export function withoutTables(markdown: string): string {
  return markdown.replace(/(?:^\|.*\n)+/gm, '');
}

/** What a reader of the Markdown reads, without white space. Knows as much of Markdown as the lessons use. */
export function lettersOfMarkdown(markdown: string): string {
  const parts = markdown.split(/^```.*$/m);
  const shown = parts.map((part, index) => (index % 2 === 1 ? part : proseOf(part)));
  return shown.join('').replace(/\s/g, '');
}

/** What a reader of the terminal reads, without white space, links' numbers and addresses. */
export function lettersOfTerminal(shown: string): string {
  return shown
    .replace(/^(\[\d+\] .*|═+)$/gm, '')
    .replace(/\s\[\d+\]/g, '')
    .replace(/\s/g, '');
}

function proseOf(part: string): string {
  return part
    .replace(/<\/?details>|<\/summary>/g, '')
    .replace(/<summary>/g, '▾ ')
    .replace(/^#+ /gm, '')
    .replace(/^- /gm, '• ')
    .replace(/\[((?:`[^`]*`|[^\]`])*)\]\([^)]*\)/g, '$1')
    .split(/(`[^`]*`)/)
    .map((text) => (text.startsWith('`') ? text : text.replaceAll('**', '').replace(/\b_|_\b/g, '')))
    .join('');
}
