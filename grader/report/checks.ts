import type { CheckResult } from '../model/verdict.ts';
import { type Page, paragraph } from './style.ts';

/** So many are told at length; where more fail at once, one example stands for all. */
const TOLD_AT_LENGTH = 2;

/** The checks of a task that failed: at length where they are few, else all but the first in two lines each. */
export function failedChecks(page: Page, checks: readonly CheckResult[], indent: number): string[] {
  const failed = checks.filter(({ status }) => status === 'failed');
  const brief = failed.length > TOLD_AT_LENGTH;
  return failed.flatMap((check, index) =>
    brief && index > 0 ? briefly(page, check, indent) : failedCheck(page, check, indent),
  );
}

function briefly(page: Page, { title, actual }: CheckResult, indent: number): string[] {
  return [
    ...paragraph(page, { text: title, indent, label: '✗', labelColour: 'red' }),
    ...(actual === undefined ? [] : labelled(page, 'actual  ', actual, indent + 2)),
  ];
}

/** A check that failed: its title, what should have been, what was, and examples. */
function failedCheck(page: Page, check: CheckResult, indent: number): string[] {
  const { title, expected, actual, evidence } = check;
  const inner = indent + 2;
  return [
    ...paragraph(page, { text: title, indent, label: '✗', labelColour: 'red' }),
    ...(expected === undefined ? [] : labelled(page, 'expected', expected, inner)),
    ...(actual === undefined ? [] : labelled(page, 'actual  ', actual, inner)),
    ...examplesOf(evidence).flatMap((example) => exampleLines(page, example, inner)),
  ];
}

/**
 * All checks that were not run, one line for each thing that they wait for.
 *
 * @param all Every check of the step: the one that is waited for may be another task's.
 */
export function blockedChecks(
  page: Page,
  checks: readonly CheckResult[],
  all: readonly CheckResult[],
  indent: number,
): string[] {
  const waiting = checks.filter(({ status }) => status === 'notRun');
  const causes = [...new Set(waiting.map(({ blockedBy }) => blockedBy))];
  return causes.flatMap((cause) => {
    const blocked = waiting.filter(({ blockedBy }) => blockedBy === cause);
    const number = blocked.length === 1 ? '1 check' : `${blocked.length} checks`;
    const text = `${number} not run, ${reasonOf(cause, blocked[0], all)}`;
    return paragraph(page, { text, indent, label: '–', colour: 'dim', labelColour: 'dim' });
  });
}

/** What is worth saying of checks that passed. */
export function remarks(page: Page, checks: readonly CheckResult[], indent: number): string[] {
  return checks
    .filter(({ status }) => status === 'passed')
    .flatMap(({ remark }) => (remark === undefined ? [] : [remark]))
    .flatMap((text) => paragraph(page, { text, indent, label: 'note', labelColour: 'yellow' }));
}

function labelled(page: Page, label: string, text: string, indent: number): string[] {
  return paragraph(page, { text, indent, label, labelColour: 'dim' });
}

interface Example {
  readonly call: string;
  readonly expected?: string;
  readonly actual?: string;
}

function exampleLines(page: Page, { call, expected, actual }: Example, indent: number): string[] {
  const values =
    expected === undefined || actual === undefined ? '' : ` → expected ${expected}, got ${actual}`;
  return paragraph(page, { text: call + values, indent, label: '·', labelColour: 'dim' });
}

/** Evidence is whatever a check put there; examples are shown where they have the usual shape. */
function examplesOf(evidence: CheckResult['evidence']): readonly Example[] {
  const examples = evidence?.examples;
  if (!Array.isArray(examples)) return [];
  return examples.flatMap((example: unknown): Example[] => {
    const call = textOf(example, 'call');
    const expected = textOf(example, 'expected');
    const actual = textOf(example, 'actual');
    if (call === undefined) return [];
    return [expected === undefined || actual === undefined ? { call } : { call, expected, actual }];
  });
}

function textOf(value: unknown, key: string): string | undefined {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof text === 'string' ? text : undefined;
}

function reasonOf(
  cause: string | undefined,
  check: CheckResult | undefined,
  all: readonly CheckResult[],
): string {
  switch (cause) {
    case undefined:
      return 'for a reason that was not told';
    case 'build':
      return 'the program does not compile';
    case 'load':
      return 'the program is not in the kernel';
    case 'module':
      return 'there is no module that could run';
    case 'image':
      return 'there is no image that could run';
    case 'registry':
      return 'the registry cannot be reached';
    case 'ring-overflow':
      return 'the ring buffer may have been full';
    case 'architecture':
    case 'events':
    case 'scenario':
      return check?.remark?.replace(/\.$/, '') ?? cause;
    default:
      return `this has to pass first: ${all.find(({ id }) => id === cause)?.title ?? cause}`;
  }
}
