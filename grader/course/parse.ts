import type { Document, LineCounter } from 'yaml';
import type { StepContent } from './course.ts';
import { type Problem, place } from './position.ts';
import { brokenRules } from './rules.ts';
import { stepSchema } from './schema.ts';
import { toStep } from './to-step.ts';
import { describeIssue, type Finding } from './wording.ts';

export type ParsedStep =
  | { readonly kind: 'valid'; readonly content: StepContent }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Reads the text of a step.yaml and tells everything that is wrong with it.
 *
 * @param folder The step's folder, `01-filename`; id and name must match it.
 * @param absent Which of the files that the step names are not there.
 */
export async function parseStep(
  text: string,
  folder: string,
  absent: (content: StepContent) => Promise<readonly Finding[]>,
): Promise<ParsedStep> {
  const { document, lines, syntax } = await readDocument(text);
  if (syntax.length > 0) return { kind: 'invalid', problems: syntax };

  const value: unknown = document.toJS();
  const shape = (await stepSchema()).safeParse(value);
  const issues = shape.success ? [] : shape.error.issues.flatMap((issue) => describeIssue(issue, value));
  const findings = [...issues, ...brokenRules(value, folder)];
  if (!shape.success || findings.length > 0) {
    return { kind: 'invalid', problems: place(findings, document, lines) };
  }

  const content = toStep(shape.data);
  const missing = await absent(content);
  if (missing.length > 0) return { kind: 'invalid', problems: place(missing, document, lines) };
  return { kind: 'valid', content };
}

interface ReadDocument {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly syntax: readonly Problem[];
}

async function readDocument(text: string): Promise<ReadDocument> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings].map(({ message, pos }) => {
    const { line, col } = lines.linePos(pos[0]);
    return { line, column: col, message };
  });
  return { document, lines, syntax };
}
