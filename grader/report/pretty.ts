import type { StepVerdict, Verdict } from '../model/verdict.ts';
import type { SourceLine } from './diagnostics.ts';
import { stepLines } from './step.ts';
import { MARKS, type Page, painter, paragraph } from './style.ts';

/** Below this, wrapping helps nobody; above, points at the right edge are too far from what they belong to. */
const NARROWEST = 40;
const WIDEST = 110;

export interface PrettyOptions {
  readonly color: boolean;
  /** Cells of a line. */
  readonly width: number;
  /** Lines of the learner's files, to be shown below a compiler's remark. */
  readonly sourceLine?: SourceLine;
  /** Show the verifier's log whole instead of its decisive line only. */
  readonly verifierLog?: boolean;
  /** What the learner typed before the steps; `lab check` if left out. */
  readonly command?: string;
  /** The command to go on with after all has passed. */
  readonly next?: string;
}

/** The whole verdict as text for people. Pure; ends with a newline. */
export function formatPretty(verdict: Verdict, options: PrettyOptions): string {
  const steps = verdict.steps.map((step) => `${formatStep(step, options)}\n`);
  return steps.join('') + formatSummary(verdict, options);
}

/** One step, as soon as it is judged. */
export function formatStep(step: StepVerdict, options: PrettyOptions): string {
  const { sourceLine = () => undefined, verifierLog = false } = options;
  return join(stepLines(pageOf(options), step, { sourceLine, verifierLog }));
}

/** The last lines: what it came to, how to repeat it, what to do next. */
export function formatSummary(verdict: Verdict, options: PrettyOptions): string {
  const page = pageOf(options);
  const { sign, colour } = MARKS[verdict.status];
  const text = `${verdict.points} of ${verdict.maxPoints} points, seed ${verdict.seed}`;
  const { error } = verdict;
  return join([
    page.paint(colour, `${sign} ${text}`),
    ...paragraph(page, { text: machineOf(verdict), indent: 2, colour: 'dim' }),
    ...(error === undefined ? [] : label(page, 'error', error.message)),
    ...(error?.hint === undefined ? [] : label(page, 'mend', error.hint)),
    ...outlook(verdict, options).flatMap(([name, command]) => label(page, name, command)),
  ]);
}

function machineOf({ engine, container, kernel }: Verdict): string {
  const made = container === 'none' ? '' : ` containers by ${container},`;
  return `engine ${engine},${made} kernel ${kernel}`;
}

function outlook(verdict: Verdict, options: PrettyOptions): readonly (readonly [string, string])[] {
  const { command = 'lab check', next } = options;
  const { status, steps, seed } = verdict;
  const repeated = status === 'passed' ? steps : steps.filter((step) => step.status !== 'passed');
  const again = ['again', `${command}${repeated.map(({ id }) => ` ${id}`).join('')} --seed ${seed}`] as const;
  if (status === 'passed' && next !== undefined) return [again, ['next', next]];
  const failed = steps.find((step) => step.status === 'failed');
  if (failed === undefined) return [again];
  return [again, ['next', `mend ${placeToMend(failed)}, then: ${command} ${failed.id}`]];
}

function placeToMend({ diagnoses }: StepVerdict): string {
  const [place] = diagnoses.filter(({ file }) => file !== undefined);
  if (place === undefined) return 'what is marked ✗';
  return place.line === undefined ? `${place.file}` : `${place.file}:${place.line}`;
}

function label(page: Page, name: string, text: string): string[] {
  return paragraph(page, { text, indent: 2, label: name.padEnd(5), labelColour: 'cyan' });
}

function pageOf({ color, width }: PrettyOptions): Page {
  return { paint: painter(color), width: Math.min(Math.max(width, NARROWEST), WIDEST) };
}

function join(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
