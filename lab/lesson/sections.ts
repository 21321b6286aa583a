import { lex } from './lex.ts';

/** A part of a lesson, from one heading of level 1 or 2 to the next one of level 2. */
export interface LessonSection {
  /** The heading's Markdown; empty for what stands before the first one. */
  readonly heading: string;
  /** The heading's level: 1 for the beginning of the lesson, 0 where it has no title. */
  readonly depth: number;
  /** All of the section, its heading included. */
  readonly markdown: string;
  /** Of a section `## Task: …`: 1 for the lesson's first. */
  readonly task: number | undefined;
}

const TASK = /^Task:\s*/i;

/** A lesson's sections, in order. Together they are the lesson. */
export function lessonSections(markdown: string): readonly LessonSection[] {
  const sections: Omit<LessonSection, 'task'>[] = [];
  // A lexer instead of a pattern: a `##` within a code block is no heading.
  for (const token of lex(markdown)) {
    const last = sections.at(-1);
    const heading = token.type === 'heading' ? token : undefined;
    if (last === undefined || heading?.depth === 2) {
      sections.push({ heading: heading?.text ?? '', depth: heading?.depth ?? 0, markdown: token.raw });
    } else sections[sections.length - 1] = { ...last, markdown: last.markdown + token.raw };
  }
  return numbered(sections);
}

/** The Markdown of the section `## Task: <title>`; undefined where the lesson has no such task. */
export function taskSection(markdown: string, taskTitle: string): string | undefined {
  const tasks = lessonSections(markdown).filter(({ task }) => task !== undefined);
  const titleOf = ({ heading }: LessonSection): string => heading.replace(TASK, '');
  const loose = (title: string): string => title.trim().toLowerCase();
  const found =
    tasks.find((section) => titleOf(section) === taskTitle) ??
    tasks.find((section) => loose(titleOf(section)) === loose(taskTitle));
  return found?.markdown;
}

function numbered(sections: readonly Omit<LessonSection, 'task'>[]): readonly LessonSection[] {
  let tasks = 0;
  return sections.map((section) => {
    const isTask = section.depth === 2 && TASK.test(section.heading);
    if (isTask) tasks += 1;
    return { ...section, task: isTask ? tasks : undefined };
  });
}
