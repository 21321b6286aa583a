import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { outputMode, wholeNumber } from './options.ts';
import type { RunOptions } from './run-choices.ts';

const EXAMPLES = `
Examples:
  $ lab run .                                  the opens of every container, until Ctrl-C
  $ lab run . -c mycontainer -o jsonpretty     one container, every field
  $ lab run . --fields +timestamp              one more column
  $ lab run . --fields=-proc.tid               one column less (mind the =)
  $ lab run . --host --timeout 5 -o json > opens.json
  $ lab run . --help                           the gadget's own parameters, too
  $ lab run . --pid 1234                       one of them, for a gadget that includes gadget/filter.h

To see events, open files in a container: docker run -it --rm busybox, then: echo foo > bar
These flags mean the same in \`ig run\`, so what you learn here holds there.
`;

export function addRunCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('run')
    .summary('run a gadget and show its events live')
    .description('Compile the gadget, load it, and show its events as they happen.')
    .usage('[options] <folder> [--parameter value...]')
    .argument('[folder]', 'the folder with program.bpf.c')
    .argument('[parameters...]', "the gadget's own, as its source and gadget.yaml name them: --pid 1234")
    .allowUnknownOption()
    .helpOption(false)
    .option('-o, --output <mode>', 'columns, json, jsonpretty, yaml or none (default: columns)', outputMode)
    .option('--fields <list>', 'columns to show: a,b replaces, +x adds, -x removes')
    .option('-c, --containername <name>', 'only this container')
    .option('-t, --timeout <seconds>', 'end after so long; 0: never', wholeNumber(0), 0)
    .option('--host', 'everything on this machine, containers or not')
    .option('-h, --help', "show this and, with a folder, the gadget's own parameters")
    .addHelpText('after', EXAMPLES);
  command.action(
    async (folder: string | undefined, words: readonly string[], options: RunOptions & { help?: true }) => {
      if (options.help) return help(command, folder, surroundings);
      if (folder === undefined) return command.error("error: missing required argument 'folder'");
      if (folder.startsWith('-'))
        return command.error(`error: the folder comes first: lab run FOLDER ${folder} …`);
      const { runGadgetLive } = await import('./run-gadget.ts');
      const ownOptions = command.options.flatMap(({ long }) => long ?? []);
      const request = { directory: resolve(folder), options, words, ownOptions };
      surroundings.setExitCode(await runGadgetLive(request, surroundings));
    },
  );
}

async function help(command: Command, folder: string | undefined, { signal }: Surroundings): Promise<void> {
  command.outputHelp();
  if (folder === undefined || folder.startsWith('-')) return;
  const { paramsHelp } = await import('./run-help.ts');
  process.stdout.write(await paramsHelp(resolve(folder), signal));
}
