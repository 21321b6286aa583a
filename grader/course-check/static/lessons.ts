import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName } from '../../course/load.ts';
import type { Step } from '../../model/step.ts';
import { fault, type StaticFinding } from './fault.ts';
import { type Heading, readPage } from './markdown.ts';

const TASK = /^Task:/i;

/** A lesson has a section `## Task: <title>` for each task, in the same order. */
export async function checkLesson(step: Step): Promise<readonly StaticFinding[]> {
  const file = `steps/${folderName(step)}/README.md`;
  const { headings } = readPage(await readFile(join(step.directory, 'README.md'), 'utf8'));
  const sections = headings.filter(({ text }) => TASK.test(text));
  return headingFaults(step, sections).map(({ line, message }) => fault(step, { file, line, message }));
}

interface At {
  readonly line: number;
  readonly message: string;
}

function headingFaults({ tasks }: Step, sections: readonly Heading[]): readonly At[] {
  const wanted = tasks.map(({ title }) => `Task: ${title}`);
  const there = sections.map(({ text }) => text);
  const missing = wanted.filter((heading) => !there.includes(heading));
  const strangers = sections.filter(({ text }) => !wanted.includes(text));
  const faults = [
    ...missing.map((heading) => ({
      line: lineFor(heading, wanted, sections),
      message: missingText(heading),
    })),
    ...strangers.map(({ text, line }) => ({ line, message: `no task is called so: \`## ${text}\`` })),
    ...sections
      .filter(({ text, depth }) => wanted.includes(text) && depth !== 2)
      .map(({ text, depth, line }) => ({
        line,
        message: `\`${text}\` is a heading of level ${depth}, not 2`,
      })),
    ...sections
      .filter(({ text }, index) => there.indexOf(text) < index && wanted.includes(text))
      .map(({ text, line }) => ({ line, message: `\`## ${text}\` is there twice` })),
  ];
  return faults.length > 0 ? faults : orderFaults(wanted, sections);
}

function missingText(heading: string): string {
  return `the lesson has no heading \`## ${heading}\``;
}

/** Where it would have to come: at the task before it. */
function lineFor(heading: string, wanted: readonly string[], sections: readonly Heading[]): number {
  const before = wanted.slice(0, wanted.indexOf(heading));
  return sections.findLast(({ text }) => before.includes(text))?.line ?? 1;
}

function orderFaults(wanted: readonly string[], sections: readonly Heading[]): readonly At[] {
  const index = sections.findIndex(({ text }, place) => text !== wanted[place]);
  const found = sections[index];
  if (found === undefined) return [];
  return [
    {
      line: found.line,
      message: `\`## ${found.text}\` stands where \`## ${wanted[index]}\` should, by the order of the tasks`,
    },
  ];
}
