import type { Command, HelpConfiguration } from 'commander';

/** What most terminals have, and what is read with ease on wider ones. */
const WIDEST = 80;

const EXAMPLES = `
Examples:
  $ lab help                 all commands
  $ lab help check           one of them, the same as lab check --help
  $ lab help image push      one of image's
`;

/** What all help texts have in common; commands made later inherit it. */
export function helpSettings(): HelpConfiguration {
  return {
    helpWidth: Math.min(process.stdout.columns || WIDEST, WIDEST),
    minWidthToWrap: 20,
    // A list of names is read at a glance; what stands behind them is in their own help.
    subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', '),
  };
}

/** commander's own `help` knows no commands of commands, and passes over a name that it does not know. */
export function addHelpCommand(program: Command): void {
  program
    .helpCommand(false)
    .command('help')
    .summary('explain a command')
    .description('Explain a command, and how it is used.')
    .argument('[command...]', 'its name; of a part of it: image push')
    .addHelpText('after', EXAMPLES)
    .action((names: readonly string[]) => explain(program, names));
}

async function explain(command: Command, [name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined) return command.outputHelp();
  const sub = command.commands.find((one) => one.name() === name || one.aliases().includes(name));
  if (sub) return explain(sub, rest);
  if (command.commands.length === 0) command.error(`error: ${command.name()} has no command '${name}'`);
  // What commander says to an unknown command, with the one that was probably meant.
  await command.parseAsync([name], { from: 'user' });
}
