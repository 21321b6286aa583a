import { Command } from 'commander';
import { addBuildCommand } from './commands/build.ts';
import { addBusyboxCommand } from './commands/busybox.ts';
import { addCheckCommand } from './commands/check.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addGuideCommand } from './commands/guide.ts';
import { addHelpCommand, helpSettings } from './commands/help.ts';
import { addHintCommand } from './commands/hint.ts';
import { addImageCommand } from './commands/image/index.ts';
import { addRegistryCommand } from './commands/registry.ts';
import { addResetCommand } from './commands/reset.ts';
import { addRunCommand } from './commands/run.ts';
import { addSolutionCommand } from './commands/solution.ts';
import { addStartCommand } from './commands/start.ts';
import { addStatusCommand } from './commands/status.ts';
import { addUndoCommand } from './commands/undo.ts';
import { addUpdateCommand } from './commands/update.ts';
import { addVersionCommand } from './commands/version.ts';
import { addWatchCommand } from './commands/watch.ts';
import type { Surroundings } from './surroundings.ts';
import { labVersion } from './version.ts';

const EXAMPLES = `
Examples:
  $ lab check 00 --dir ~/mygadget     is my first gadget right?
  $ lab run ~/mygadget                watch the opens of every container, live
  $ lab check --all --solution        grade the course's own solutions

Exit codes:
  0  everything passed     1    something graded failed
  2  the request is wrong  3    this machine cannot do it, or the run broke
                           130  interrupted
`;

export function createProgram(surroundings: Surroundings): Command {
  const program = new Command('lab')
    .description(
      'Learn eBPF by building your first Inspektor Gadget: the lab compiles, loads, triggers and grades it.',
    )
    .version(labVersion(), '-V, --version', 'print the version')
    .option('--no-color', 'plain text')
    .configureHelp(helpSettings())
    .addHelpText('after', EXAMPLES)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  addStartCommand(program, surroundings);
  addStatusCommand(program, surroundings);
  addGuideCommand(program, surroundings);
  addCheckCommand(program, surroundings);
  addWatchCommand(program, surroundings);
  addHintCommand(program, surroundings);
  addSolutionCommand(program, surroundings);
  addResetCommand(program, surroundings);
  addUndoCommand(program, surroundings);
  addUpdateCommand(program, surroundings);
  addBuildCommand(program, surroundings);
  addRunCommand(program, surroundings);
  addBusyboxCommand(program, surroundings);
  addImageCommand(program, surroundings);
  addRegistryCommand(program, surroundings);
  addDoctorCommand(program, surroundings);
  addVersionCommand(program, surroundings);
  addCompletionCommand(program);
  addHelpCommand(program);
  return program;
}
