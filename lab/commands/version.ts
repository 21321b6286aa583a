import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { createProgress } from '../terminal/progress.ts';
import { labVersion } from '../version.ts';

const EXAMPLES = `
Examples:
  $ lab version              gadget-lab and its version
  $ lab version --verbose    for a bug report; names no user or machine
`;

export function addVersionCommand(program: Command, { setExitCode, signal }: Surroundings): void {
  program
    .command('version')
    .summary('the version; with --verbose, what a bug report needs')
    .description('Print the version; with --verbose, all that a bug report needs.')
    .option('-v, --verbose', 'also of this machine, and of the programs that the lab uses')
    .addHelpText('after', EXAMPLES)
    .action(async ({ verbose }: { readonly verbose?: boolean }) => {
      const lines = [`gadget-lab ${labVersion()}`, ...(verbose ? await machineLines(signal) : [])];
      process.stdout.write(`${lines.join('\n')}\n`);
      setExitCode(0);
    });
}

async function machineLines(signal: AbortSignal): Promise<readonly string[]> {
  const { machineFacts } = await import('../doctor/facts.ts');
  const progress = createProgress();
  progress.stage('looking at this machine');
  const facts = await machineFacts().finally(() => progress.end());
  signal.throwIfAborted();
  const column = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(column)}  ${value}`);
}
