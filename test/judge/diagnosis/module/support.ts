import type { Diagnostic } from '../../../../grader/model/artifact.ts';
import type { Capture } from '../../../../grader/model/capture.ts';
import type { LogLine, ModuleBuild, ModuleFault } from '../../../../grader/model/module.ts';
import type { Diagnosis } from '../../../../grader/model/verdict.ts';
import { type Edit, edit, loadPrograms } from '../../../support/workspace.ts';
import { captureOf04, MODULE_BUILT, type Module, RIGHT_MODULE, runOver } from '../../module.ts';
import { BUILT, judgeRun } from '../../verdicts.ts';

const FILE = 'go/main.go';
const files = await (await loadPrograms()).solutionFiles('04');
const CAPTURE = captureOf04();

/** The solution's module, changed. */
export function changed(edits: readonly Edit[]): string {
  return edit(files[FILE] ?? '', ...edits);
}

export function judge(build: ModuleBuild, module?: Partial<Module>, capture: Capture = CAPTURE) {
  const run = module && runOver(capture, { ...RIGHT_MODULE, ...module }).run;
  const program = { file: 'program.bpf.c', text: files['program.bpf.c'] ?? '' };
  return judgeRun('04', { kind: 'captured', capture }, { ...BUILT, program }, { build, run });
}

/** What is said of a module that was built from this text, and did that. */
export function diagnose(text: string, module: Partial<Module>, capture?: Capture): readonly Diagnosis[] {
  return judge({ ...MODULE_BUILT, program: { file: FILE, text } }, module, capture).diagnoses;
}

/** What is said of a text that Go said this of: `line:column severity message`. */
export function diagnoseErrors(text: string, said: readonly string[]): readonly Diagnosis[] {
  const diagnostics = said.map(diagnosticOf);
  const program = { file: FILE, text };
  return judge({ status: 'failed', timedOut: false, durationMs: 90, diagnostics, program }).diagnoses;
}

function diagnosticOf(said: string): Diagnostic {
  const [, line, column, severity, message = ''] = /^(\d+):(\d+) (\w+) (.*)$/s.exec(said) ?? [];
  return {
    file: FILE,
    line: Number(line),
    column: Number(column),
    severity: severity === 'note' ? 'note' : 'error',
    category: 'Go',
    message,
  };
}

/** The number of the line that holds this text. */
export function lineWith(text: string, part: string): number {
  const line = text.split('\n').findIndex((one) => one.includes(part)) + 1;
  if (line === 0) throw new Error(`${part} is in no line`);
  return line;
}

export const host = (message: string): LogLine => ({ level: 'warning', from: 'host', message });
export const said = (message: string): LogLine => ({ level: 'error', from: 'module', message });

export function fault(
  phase: ModuleFault['phase'],
  cause: ModuleFault['cause'],
  message: string,
): ModuleFault {
  return { phase, cause, message, ...(phase === 'callback' && { event: 3 }) };
}
