import { Command } from 'commander';
import { addCheckCommand } from './commands/check.ts';
import { addImageCommand } from './commands/image/index.ts';
import { addRegistryCommand } from './commands/registry.ts';
import { addRunCommand } from './commands/run.ts';
import type { Surroundings } from './surroundings.ts';
import { labVersion } from './version.ts';

const EXAMPLES = `
Examples:
  $ lab check 00 --dir ~/mygadget     is my first gadget right?
  $ lab run ~/mygadget                watch the opens of every container, live
  $ lab check --all --solution        grade the course's own solutions

Exit codes:
  0  everything passed      1  something graded failed     2  the request was wrong
  3  this machine cannot do it, or the run broke           130  interrupted
`;

export function createProgram(surroundings: Surroundings): Command {
  const program = new Command('lab')
    .description(
      'Learn eBPF by building your first Inspektor Gadget: the lab compiles, loads, triggers and grades it.',
    )
    .version(labVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'plain text')
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  addCheckCommand(program, surroundings);
  addRunCommand(program, surroundings);
  addImageCommand(program, surroundings);
  addRegistryCommand(program, surroundings);
  return program;
}
