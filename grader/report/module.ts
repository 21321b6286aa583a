import type { LogLine } from '../model/module.ts';
import type { StepVerdict } from '../model/verdict.ts';
import { diagnosticLines, type SourceLine } from './diagnostics.ts';
import { type Page, paragraph } from './style.ts';

/** The first lines tell what is wrong; the module says the same of every event. */
const LOG_LINES = 6;
/** A panic's message and the functions that it came through. */
const OUTPUT_LINES = 8;

/** Characters. */
const LINE_LENGTH = 300;

const COLOURS = { error: 'red', warning: 'yellow', info: 'dim', debug: 'dim', trace: 'dim' } as const;

/** Go's remarks (what is wrong with build.yaml the program's build has said already); then, where the step did not pass, what the module and its host said. */
export function moduleSections(page: Page, step: StepVerdict, sourceLine: SourceLine): readonly string[][] {
  const { module } = step;
  if (module === undefined) return [];
  const known = new Set(step.build.diagnostics.map((said) => JSON.stringify(said)));
  const own = module.diagnostics.filter((said) => !known.has(JSON.stringify(said)));
  const diagnostics = diagnosticLines(page, own, sourceLine);
  if (module.run === undefined || step.status === 'passed') return [diagnostics];
  const { log, output } = module.run;
  return [diagnostics, logLines(page, log), outputLines(page, output)];
}

function logLines(page: Page, log: readonly LogLine[]): string[] {
  const more = log.length - LOG_LINES;
  return [
    ...log.slice(0, LOG_LINES).flatMap(({ level, from, message }) => {
      const label = `${from} ${level}`;
      return paragraph(page, { text: cut(message.trimEnd()), indent: 2, label, labelColour: COLOURS[level] });
    }),
    ...(more > 0 ? paragraph(page, { text: `and ${more} more`, indent: 2, colour: 'dim' }) : []),
  ];
}

function outputLines(page: Page, output: string): string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const more = lines.length - OUTPUT_LINES;
  return [
    ...lines
      .slice(0, OUTPUT_LINES)
      .flatMap((text) =>
        paragraph(page, { text: cut(text.trimEnd()), indent: 2, label: 'output', labelColour: 'dim' }),
      ),
    ...(more > 0 ? paragraph(page, { text: `and ${more} more`, indent: 2, colour: 'dim' }) : []),
  ];
}

/** A line may be a text of any length that the module made. */
function cut(text: string): string {
  return text.length <= LINE_LENGTH ? text : `${text.slice(0, LINE_LENGTH)}…`;
}
