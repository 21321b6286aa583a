import type { Command } from 'commander';
import type { Examination } from '../doctor/examine.ts';
import type { Asked } from '../doctor/steps.ts';
import type { Surroundings } from '../surroundings.ts';
import { outputPage } from '../terminal/page.ts';
import { createProgress } from '../terminal/progress.ts';
import { labVersion } from '../version.ts';

interface DoctorOptions {
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly yes?: boolean;
}

/** Not every step works here. */
const CANNOT = 3;

const EXAMPLES = `
Examples:
  $ lab doctor                 what this machine can do, and what mends the rest
  $ lab doctor 03              only what step 03 needs
  $ lab doctor --fix           run the commands that mend it, after one question
  $ lab doctor --json | jq -r '.needs[] | select(.status != "ok") | .id'

Signs:
  ✓ works
  ✗ a step needs it and it is not there, or broken
  ? could not be tested
  – not needed, and not there

It really tries: an eBPF program is loaded and attached, two containers are
started; all of it is gone afterwards.
The exit code is 0 where every step that was asked about works, else 3.
`;

export function addDoctorCommand(program: Command, { setExitCode, signal }: Surroundings): void {
  program
    .command('doctor')
    .summary('what this machine can and cannot do')
    .description('Test what the lab needs of this machine, and name the command that mends what is missing.')
    .argument('[step]', 'only for this step: 00, filename, 02-flags, …')
    .option('--json', 'print one JSON document (docs/doctor.schema.json)')
    .option('--fix', 'run the commands that mend it, then test again')
    .option('-y, --yes', 'with --fix: do not ask')
    .addHelpText('after', EXAMPLES)
    .action(async (step: string | undefined, options: DoctorOptions) => {
      const examination = await doctor(step, options, signal);
      const { allWork } = await import('../doctor/index.ts');
      setExitCode(allWork(examination) ? 0 : CANNOT);
      await print(examination, options);
    });
}

async function doctor(
  name: string | undefined,
  { fix: wanted, yes = false }: DoctorOptions,
  signal: AbortSignal,
): Promise<Examination> {
  const { askedSteps, commandsFor, fix } = await import('../doctor/index.ts');
  const asked = await askedSteps(name);
  const look = (): Promise<Examination> => lookAt(asked, name !== undefined, signal);
  const before = await look();
  const commands = commandsFor(before);
  if (!wanted || commands.length === 0) return before;
  return (await fix(commands, { yes, signal })) ? look() : before;
}

async function lookAt(asked: Asked, onlyNeeded: boolean, signal: AbortSignal): Promise<Examination> {
  const { examine } = await import('../doctor/index.ts');
  const progress = createProgress();
  progress.stage('looking at this machine');
  const onWaiting = (titles: readonly string[]): void =>
    progress.stage(`looking at this machine: ${titles.join(', ')}`);
  const examination = await examine(asked, onlyNeeded, onWaiting).finally(() => progress.end());
  // Ctrl-C reaches what is being tried as well: that it ended so says nothing of the machine.
  signal.throwIfAborted();
  return examination;
}

async function print(examination: Examination, { json }: DoctorOptions): Promise<void> {
  const [{ doctorJson, doctorText, nextCommand }, { findWorkspace }] = await Promise.all([
    import('../doctor/index.ts'),
    import('../workspace/place.ts'),
  ]);
  if (json) {
    process.stdout.write(doctorJson(examination, labVersion()));
    return;
  }
  const next = nextCommand(examination, (await findWorkspace('.')) !== undefined);
  process.stdout.write(doctorText(examination, outputPage(), next));
}
