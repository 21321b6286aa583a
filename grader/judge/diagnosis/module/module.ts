import type { Diagnostic } from '../../../model/artifact.ts';
import type { ModuleBuild, ModuleFaultCause, ModuleOutcome, ModuleRun } from '../../../model/module.ts';
import type { Diagnosis } from '../../../model/verdict.ts';
import { complaints, describeFault, refusals } from '../../module-fault.ts';
import { count, listShort, showName, showSentence } from '../../text.ts';

/** Why there is no module that could run. */
export function diagnoseBuild(build: ModuleBuild): readonly Diagnosis[] {
  switch (build.status) {
    case 'absent':
      return [{ id: 'no-module', message: build.reason }];
    case 'failed':
      return [moduleBuild(build)];
    default:
      return build.module.unused.length === 0 ? [] : [unusedVariables(build.module.unused)];
  }
}

function moduleBuild({ diagnostics, timedOut }: Extract<ModuleBuild, { status: 'failed' }>): Diagnosis {
  const id = 'module-build';
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (timedOut || first === undefined) {
    return { id, message: timedOut ? 'Go did not come to an end in time.' : 'Go failed without a word.' };
  }
  return { id, message: `The first error: ${first.message}`, ...placeOf(first) };
}

function unusedVariables(unused: readonly Diagnostic[]): Diagnosis {
  const [first] = unused;
  const what = count(unused.length, 'variable is', 'variables are');
  return {
    id: 'unused-variables',
    message: `${what} declared and not used. Go, and so \`ig image build\`, refuses the module until they are.`,
    ...(first && placeOf(first)),
  };
}

/** `line` 0 stands for none. */
function placeOf({ file, line, column }: Diagnostic): Pick<Diagnosis, 'file' | 'line' | 'column'> {
  return line === 0 ? { file } : { file, line, column };
}

const FAULTS: { readonly [Cause in ModuleFaultCause]: { readonly id: string; readonly advice: string } } = {
  unusable: { id: 'module-unusable', advice: 'This is not a module that a gadget can use.' },
  returned: {
    id: 'module-refused',
    advice: 'A function that returns something else than 0 stops the gadget.',
  },
  trap: { id: 'module-panic', advice: 'That ends whatever the module was doing.' },
  memory: { id: 'module-memory', advice: 'A module has 16 MiB of memory, and no more.' },
  pointer: { id: 'module-pointer', advice: 'It gave the host an address that lies outside its memory.' },
  timeout: {
    id: 'module-timeout',
    advice: 'Look for a loop that never ends. Inspektor Gadget has no such limit: it would wait for ever.',
  },
  output: { id: 'module-output', advice: 'Nothing that the course asks for needs so much.' },
  died: { id: 'module-died', advice: 'The process that ran the module ended unexpectedly.' },
};

const SWALLOWED =
  'Inspektor Gadget itself would go on with the next event, so nobody would notice but by what is missing.';

/** Why the module's run ended early, or what it asked for in vain. */
export function diagnoseRun({ build }: ModuleOutcome, run: ModuleRun): readonly Diagnosis[] {
  const file = build.status === 'ok' || build.status === 'cached' ? build.module.source : undefined;
  const refused = hostRefused(run);
  if (run.fault === undefined) return refused;
  const { id, advice } = FAULTS[run.fault.cause];
  const said = run.fault.cause === 'returned' ? complaints(run).slice(0, 1) : [];
  const message = [
    `${describeFault(run.fault)}.`,
    ...said.map((text) => `It said: ${showName(text)}.`),
    advice,
    ...(id === 'module-panic' && run.fault.phase === 'callback' ? [SWALLOWED] : []),
  ].join(' ');
  return [{ id, message, ...(file && { file, ...lineIn(run.output, file) }) }, ...refused];
}

/** What a function of the host answered with an error, and why: many programs do not look at what they get back. */
function hostRefused(run: ModuleRun): readonly Diagnosis[] {
  const reasons = refusals(run);
  if (reasons.length === 0) return [];
  return [
    { id: 'host-refused', message: `Refused by the host: ${listShort(reasons.map(showSentence), 2)}.` },
  ];
}

/** Go's trace of a panic names the place: `\t/folder/main.go:64 +0x12`. The first of the learner's file is nearest. */
function lineIn(output: string, file: string): { readonly line?: number } {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [, line] = new RegExp(`(?:^|[\\s/])${name}:(\\d+)(?:\\s|$)`, 'm').exec(output) ?? [];
  return line === undefined ? {} : { line: Number(line) };
}
