import { resolve } from 'node:path';
import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Surroundings } from '../surroundings.ts';
import { createProgress } from '../terminal/progress.ts';
import type { BuildReport } from './build-output.ts';

const EXAMPLES = `
Examples:
  $ lab build                         the gadget in this folder
  $ lab build ~/mygadget -o open.o    keep the object, for bpftool and others
  $ lab build --json | jq .diagnostics

Exit codes:
  0  it compiles           1    it does not
  2  the request is wrong  3    this machine cannot compile it
                           130  interrupted
`;

interface BuildOptions {
  readonly output?: string;
  readonly json?: boolean;
}

export function addBuildCommand(program: Command, { setExitCode, signal }: Surroundings): void {
  program
    .command('build')
    .summary('compile a gadget, and no more')
    .description(
      'Compile the program of a folder and, where build.yaml names one, its WASM module. Nothing is loaded: no root needed.',
    )
    .argument('[folder]', 'the folder with program.bpf.c', '.')
    .option('-o, --output <file>', 'write the object there; only an earlier object is overwritten')
    .option('--json', 'print one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: BuildOptions) => {
      setExitCode(await build(folder, options, signal));
    });
}

async function build(folder: string, options: BuildOptions, signal: AbortSignal): Promise<number> {
  const { buildDocument, buildReport } = await import('./build-output.ts');
  const report = await reportOf(folder, options, signal);
  process.stdout.write(options.json ? buildDocument(report) : buildReport(report));
  return { ok: 0, cached: 0, failed: 1, error: 3 }[report.status];
}

/** With `--json` a machine that cannot compile is a result like any other. */
async function reportOf(folder: string, options: BuildOptions, signal: AbortSignal): Promise<BuildReport> {
  try {
    return await compile(await directoryOf(folder), options, signal);
  } catch (error) {
    if (!options.json || !(error instanceof LabError) || error.kind !== 'machine') throw error;
    return { status: 'error', error };
  }
}

async function compile(
  directory: string,
  { output }: BuildOptions,
  signal: AbortSignal,
): Promise<BuildReport> {
  const [{ buildForRun }, { requireReplaceable, writeObject }] = await Promise.all([
    import('./run-build.ts'),
    import('./write-object.ts'),
  ]);
  if (output !== undefined) await requireReplaceable(output);
  const started = performance.now();
  const progress = createProgress();
  progress.stage('compile');
  const { gadget, diagnostics, diagnoses, cached } = await buildForRun(directory, signal).finally(
    progress.end,
  );
  if (gadget === undefined) return { status: 'failed', directory, diagnostics, diagnoses };
  if (output !== undefined) await writeObject(output, gadget.artifact.object);
  const durationMs = performance.now() - started;
  const compiled = { directory, diagnostics, diagnoses };
  return { status: cached ? 'cached' : 'ok', ...compiled, gadget, durationMs, output };
}

/** The workspace around the folder, or the folder itself. */
async function directoryOf(folder: string): Promise<string> {
  const { findWorkspace } = await import('../workspace/place.ts');
  // A folder that was named is meant as it is.
  const workspace = folder === '.' ? await findWorkspace(folder) : undefined;
  return workspace?.root ?? resolve(folder);
}
