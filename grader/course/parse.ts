import type { Document, LineCounter } from 'yaml';
import type { StepContent } from './course.ts';
import { type Problem, place } from './position.ts';
import { brokenRules } from './rules.ts';
import { stepSchema } from './schema.ts';
import { toStep } from './to-step.ts';
import { describeIssues, type Finding } from './wording.ts';

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
  const { document, lines, faults } = await readDocument(text);
  if (faults.length > 0) return { kind: 'invalid', problems: faults };

  const value: unknown = document.toJS();
  const shape = (await stepSchema()).safeParse(value);
  const issues = shape.success ? [] : describeIssues(shape.error.issues, value);
  const findings = [...issues, ...brokenRules(value, folder)];
  if (!shape.success || findings.length > 0) {
    return { kind: 'invalid', problems: place(findings, document, lines) };
  }

  const content = toStep(shape.data);
  const missing = await absent(content);
  if (missing.length > 0) return { kind: 'invalid', problems: place(missing, document, lines) };
  return { kind: 'valid', content };
}

/** Where in the text of a step.yaml that can be read these findings stand. */
export async function locate(text: string, findings: readonly Finding[]): Promise<readonly Problem[]> {
  const { document, lines } = await readDocument(text);
  return place(findings, document, lines);
}

interface ReadDocument {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly faults: readonly Problem[];
}

/** Aliases (`*name`) are refused: a value has one place then, and no text can unfold into a giant. */
async function readDocument(text: string): Promise<ReadDocument> {
  const { LineCounter, parseDocument, visit } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const faults = [...document.errors, ...document.warnings].map(({ code, message, pos }) =>
    fault(code === 'MULTIPLE_DOCS' ? 'a step.yaml is one document; here a second begins' : message, pos[0]),
  );
  visit(document, {
    Alias: (_key, alias) => {
      const message = `\`*${alias.source}\` is a YAML alias; write the value out, or put quotes around it`;
      faults.push(fault(message, alias.range?.[0] ?? 0));
    },
  });
  return { document, lines, faults };

  function fault(message: string, offset: number): Problem {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), message };
  }
}
