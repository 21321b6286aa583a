import { type Command, Option } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { outputMode, wholeNumber } from './options.ts';
import { PULL_POLICIES, type PullPolicy } from './pull-policy.ts';
import type { RunOptions } from './run-choices.ts';
import { type RunTarget, runTarget } from './run-target.ts';

interface CommandOptions extends RunOptions {
  readonly help?: true;
  readonly pull: PullPolicy;
  readonly insecure?: boolean;
  readonly authfile?: string;
  /** `--verify-image=false`; true where the flag has no value. */
  readonly verifyImage?: string | true;
}

const EXAMPLES = `
Examples:
  $ lab run .                                the opens of all containers
  $ lab run . -c mycontainer -o jsonpretty   one container, every field
  $ lab run . --fields +timestamp            one more column
  $ lab run . --fields=-proc.tid             one column less (mind the =)
  $ lab run . --host --timeout 5 -o json > opens.json
  $ lab run . --help                         the gadget's own parameters, too
  $ lab run . --pid 1234                     one of them, of gadget/filter.h
  $ lab run open --verify-image=false        an image, by its name

It goes on until Ctrl-C, or as long as --timeout says. To see events, open files
in a container: lab busybox sh -c 'echo foo > bar', in a second terminal. These
flags mean the same in \`ig run\`, so what you learn here holds there.

Exit codes:
  0  it ran until the time-out, or until nobody read its output any more
  1  it does not compile, the kernel refuses it, or its module broke
  2  the request is wrong  3    this machine cannot run it
                           130  interrupted: Ctrl-C
`;

export function addRunCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('run')
    .summary('run a gadget and show its events live')
    .description(
      'Compile the gadget of a folder, or take an image, load it, and show its events as they happen.',
    )
    .usage('[options] <folder|image> [--parameter value...]')
    .argument('[gadget]', 'the folder with program.bpf.c, or the name of an image')
    .argument('[parameters...]', "the gadget's own, as its source and gadget.yaml name them: --pid 1234")
    .allowUnknownOption()
    .helpOption(false)
    .option('-o, --output <mode>', 'columns, json, jsonpretty, yaml or none (default: columns)', outputMode)
    .option('--fields <list>', 'columns to show: a,b replaces, +x adds, -x removes')
    .option('-c, --containername <name>', 'only this container')
    .option('-t, --timeout <seconds>', 'end after so long; 0: never', wholeNumber(0), 0)
    .option('--verifier-log', "where the kernel refuses it: the verifier's whole log")
    .option('--host', 'everything on this machine, containers or not')
    .addOption(
      new Option('--pull <when>', 'whether to ask the registry for the image')
        .choices([...PULL_POLICIES])
        .default('missing'),
    )
    .option('--verify-image [wanted]', 'false: no word on missing signatures (digests are always verified)')
    .option('--insecure', 'accept plain HTTP and unknown certificates; on loopback always so')
    .option('--authfile <file>', "logins for registries; else docker's and skopeo's own")
    .option('-h, --help', "show this and, with a folder, the gadget's own parameters")
    .addHelpText('after', EXAMPLES);
  command.action(async (gadget: string | undefined, words: readonly string[], options: CommandOptions) => {
    if (options.help) return help(command, gadget, options, surroundings);
    if (gadget === undefined) return command.error("error: missing required argument 'gadget'");
    if (gadget.startsWith('-'))
      return command.error(`error: the folder or image comes first: lab run GADGET ${gadget} …`);
    const { runGadgetLive } = await import('./run-gadget.ts');
    const ownOptions = command.options.flatMap(({ long }) => long ?? []);
    const request = { target: targetOf(gadget, options), options, words, ownOptions };
    surroundings.setExitCode(await runGadgetLive(request, surroundings));
  });
}

async function help(
  command: Command,
  gadget: string | undefined,
  options: CommandOptions,
  { signal }: Surroundings,
): Promise<void> {
  command.outputHelp();
  if (gadget === undefined || gadget.startsWith('-')) return;
  const { paramsHelp } = await import('./run-help.ts');
  process.stdout.write(await paramsHelp(targetOf(gadget, options), signal));
}

function targetOf(gadget: string, options: CommandOptions): RunTarget {
  const { pull, insecure = false, authfile, verifyImage } = options;
  return runTarget(gadget, { pull, insecure, authfile, mindsSignature: verifyImage !== 'false' });
}
