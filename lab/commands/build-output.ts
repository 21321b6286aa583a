import type { Diagnostic } from '../../grader/model/artifact.ts';
import type { LabError } from '../../grader/model/error.ts';
import type { Diagnosis } from '../../grader/model/verdict.ts';
import { diagnosisLines, toBeSaid } from '../../grader/report/diagnosis.ts';
import { diagnosticLines, remarksShown, type SourceLine } from '../../grader/report/diagnostics.ts';
import { type Page, painter } from '../../grader/report/style.ts';
import { clean } from '../../grader/report/text.ts';
import { outputWidth } from '../terminal/page.ts';
import { wantsColor } from '../terminal/paint.ts';
import { sourceLine } from '../terminal/pretty.ts';
import { labVersion } from '../version.ts';
import { programSections } from './elf-programs.ts';
import type { BuiltGadget } from './run-build.ts';

/** What `lab build` has to say. */
export type BuildReport =
  | (Compiled & {
      readonly status: 'ok' | 'cached';
      readonly gadget: BuiltGadget;
      readonly durationMs: number;
      /** Where the object was written to. */
      readonly output: string | undefined;
    })
  | (Compiled & { readonly status: 'failed' })
  /** This machine cannot compile; only with `--json`, where it is a document too. */
  | { readonly status: 'error'; readonly error: LabError };

interface Compiled {
  /** Where the diagnostics' files are. */
  readonly directory: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly diagnoses: readonly Diagnosis[];
}

/** For people: the diagnostics as `lab check` shows them, then one line. */
export function buildReport(report: BuildReport): string {
  if (report.status === 'error') return `${report.error.message}\n`;
  const { stdout } = process;
  const paint = painter(wantsColor(stdout));
  const page = { paint, width: outputWidth() };
  const lineOf = (file: string, line: number) => sourceLine(report.directory, file, line);
  const lines = compiledLines(page, report, lineOf);
  const last =
    report.status === 'failed'
      ? paint('red', '✗ does not compile')
      : `${paint('green', '✓')} ${success(report)}`;
  return `${[...lines, last].join('\n')}\n`;
}

/** The compiler's words, and then, where it is known, what is behind them. */
function compiledLines(
  page: Page,
  { diagnostics, diagnoses }: Compiled,
  lineOf: SourceLine,
): readonly string[] {
  const causes = toBeSaid(diagnoses);
  const shown = remarksShown(causes.length > 0);
  return [
    ...diagnosticLines(page, diagnostics, lineOf, { indent: 0, shown }),
    ...causes.flatMap((diagnosis) => diagnosisLines(page, diagnosis, lineOf, 0)),
  ];
}

function success({ gadget, status, durationMs, output }: Extract<BuildReport, { gadget: unknown }>): string {
  const { artifact, module } = gadget;
  const time = status === 'cached' ? 'from the cache' : `in ${(durationMs / 1000).toFixed(2)} s`;
  const parts = [
    `${artifact.source} compiled ${time}`,
    size(artifact.object),
    programSections(artifact.object).join(', ') || 'no programs',
    ...(module ? [`module ${module.source} ${size(module.bytes)}`] : []),
    ...(output === undefined ? [] : [`written to ${output}`]),
  ];
  return clean(parts.join(' · '));
}

function size({ length }: Uint8Array): string {
  return length < 1024 ** 2 ? `${(length / 1024).toFixed(1)} KiB` : `${(length / 1024 ** 2).toFixed(1)} MiB`;
}

/** For programs: one document. */
export function buildDocument(report: BuildReport): string {
  const { status } = report;
  const head = { schemaVersion: 1, tool: { name: 'gadget-lab', version: labVersion() }, status };
  const rest =
    report.status === 'error'
      ? { diagnostics: [], diagnoses: [], error: errorOf(report.error) }
      : { diagnostics: report.diagnostics, diagnoses: report.diagnoses };
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
}

function errorOf({ code, message, hint }: LabError) {
  return { code, message, ...(hint && { hint }) };
}
