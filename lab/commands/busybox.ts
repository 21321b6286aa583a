import { type Command, InvalidArgumentError, Option } from 'commander';
import { CONTAINER_CHOICES } from '../../grader/engine/engine.ts';
import { DEFAULT_NAME, isContainerName } from '../../grader/engine/playground/container-name.ts';
import type { Surroundings } from '../surroundings.ts';
import type { BusyboxOptions } from './busybox-play.ts';

const EXAMPLES = `
Examples:
  $ lab busybox                            a shell; exit removes its container
  $ lab run . -c ${DEFAULT_NAME}               in another terminal: its opens
  $ lab busybox sh -c 'echo foo > bar'     one command
  $ lab busybox ls -l /                    the command's own options
  $ echo 'echo foo > bar' | lab busybox sh
  $ lab busybox --name curie --container docker

/root and /tmp are writable; there is no network. All that was written goes with
the container.

The exit code is the command's: 127 where there is no such command, 128+n for
signal n. The lab's own troubles end with 2, 3 or 130, and then the last lines
on stderr begin with "lab:" and "mend:".
`;

export function addBusyboxCommand(program: Command, surroundings: Surroundings): void {
  if (isAskedFor(process.argv)) program.enablePositionalOptions();
  const busybox = program
    .command('busybox')
    .summary('a busybox container to play in')
    .description('Start a busybox container, as checks do, with a shell or one command in it.')
    .usage('[options] [command...]')
    .argument('[command...]', 'what to run in it (default: a shell)')
    .addOption(
      new Option('--container <runtime>', 'what makes the container')
        .choices([...CONTAINER_CHOICES])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--name <name>',
        `what it is called (default: ${DEFAULT_NAME}, ${DEFAULT_NAME}-2, …)`,
      ).argParser(containerName),
    )
    .addOption(new Option('--leash <name>').hideHelp())
    .addOption(new Option('--no-color').hideHelp())
    .addHelpText('after', EXAMPLES);
  if (isAskedFor(process.argv)) busybox.passThroughOptions();
  busybox.action(async (command: readonly string[], options: BusyboxOptions) => {
    const { playInBusybox } = await import('./busybox-play.ts');
    surroundings.setExitCode(await playInBusybox(command, options, surroundings.signal));
  });
}

/**
 * Only for this command do options end at the first word: everywhere else the lab's own ones may stand anywhere, and
 * commander knows but one rule for the whole program.
 */
function isAskedFor(argv: readonly string[]): boolean {
  return argv.slice(2).find((word) => !word.startsWith('-')) === 'busybox';
}

/** Parser of the option; commander prints its complaint and the lab exits with 2. */
function containerName(text: string): string {
  if (isContainerName(text)) return text;
  throw new InvalidArgumentError(
    'It must be 2 to 63 letters, digits, ".", "-" and "_", a letter or digit first.',
  );
}
