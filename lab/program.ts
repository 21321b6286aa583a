import { Command } from 'commander';
import { addBuildCommand } from './commands/build.ts';
import { addBusyboxCommand } from './commands/busybox.ts';
import { addCheckCommand } from './commands/check.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addCourseCommand } from './commands/course.ts';
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
import { usageError } from './terminal/usage-error.ts';
import { labVersion } from './version.ts';

const EXAMPLES = `
Examples:
  $ lab start          make a workspace: the folder mygadget
  $ lab guide          read the lesson of the step that you are at
  $ lab watch          check your gadget on every save
  $ lab hint           when you are stuck
  $ lab                where am I, what is next?

Exit codes:
  0    it is done; everything that was graded passed
  1    something graded failed
  2    the request is wrong
  3    this machine cannot do it, or the run broke
  130  interrupted
`;

type AddCommand = (program: Command, surroundings: Surroundings) => void;

/** As they stand in the help: what a learner needs first comes first. */
const GROUPS: readonly { readonly heading: string; readonly commands: readonly AddCommand[] }[] = [
  {
    heading: 'The way through the course:',
    commands: [
      addStartCommand,
      addStatusCommand,
      addGuideCommand,
      addWatchCommand,
      addCheckCommand,
      addHintCommand,
      addSolutionCommand,
      addResetCommand,
      addUndoCommand,
      addUpdateCommand,
    ],
  },
  { heading: 'Gadgets at work:', commands: [addBuildCommand, addRunCommand, addBusyboxCommand] },
  { heading: 'Sharing:', commands: [addImageCommand, addRegistryCommand] },
  { heading: 'For authors:', commands: [addCourseCommand] },
  {
    heading: 'The lab itself:',
    commands: [addDoctorCommand, addVersionCommand, addCompletionCommand, addHelpCommand],
  },
];

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
    .configureOutput({ outputError: (text, write) => write(usageError(text)) })
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  for (const { heading, commands } of GROUPS) {
    program.commandsGroup(heading);
    for (const add of commands) add(program, surroundings);
  }
  return program;
}
