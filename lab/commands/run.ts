import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { RawEvent } from '../../grader/model/capture.ts';
import { EXIT_CODES } from '../../grader/model/error.ts';
import type { Surroundings } from '../surroundings.ts';
import { painterFor } from '../terminal/paint.ts';
import { outputMode, wholeNumber } from './options.ts';

interface RunOptions {
  readonly output: string;
  readonly fields?: string;
  readonly containername?: string;
  readonly timeout: number;
  readonly host?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab run .                                  the opens of every container, until Ctrl-C
  $ lab run . -c mycontainer -o jsonpretty     one container, every field
  $ lab run . --fields +timestamp              one more column
  $ lab run . --fields=-proc.tid               one column less (mind the =)
  $ lab run . --host --timeout 5 -o json > opens.json

To see events, open files in a container: docker run -it --rm busybox, then: echo foo > bar
These flags mean the same in \`ig run\`, so what you learn here holds there.
`;

export function addRunCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('run')
    .summary('run a gadget and show its events live')
    .description('Compile the gadget, load it, and show its events as they happen.')
    .argument('<folder>', 'the folder with program.bpf.c')
    .option('-o, --output <mode>', 'columns, json, jsonpretty, yaml or none', outputMode, 'columns')
    .option('--fields <list>', 'columns to show: a,b replaces, +x adds, -x removes')
    .option('-c, --containername <name>', 'only this container')
    .option('-t, --timeout <seconds>', 'end after so long; 0: never', wholeNumber(0), 0)
    .option('--host', 'everything on this machine, containers or not')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: RunOptions) => {
      surroundings.setExitCode(await run(resolve(folder), options, surroundings));
    });
}

async function run(
  directory: string,
  options: RunOptions,
  { signal, outputClosed }: Surroundings,
): Promise<number> {
  const [{ buildGadget, sweepTemp }, { followGadget }, { createGadgetStream }, { buildText, refusalText }] =
    await Promise.all([
      import('../../grader/build/index.ts'),
      import('../../grader/engine/follow.ts'),
      import('../../grader/gadget/pipeline.ts'),
      import('./failure-text.ts'),
    ]);
  await sweepTemp();
  const build = await buildGadget({ directory, signal });
  const paint = painterFor(process.stderr);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  if (build.diagnostics.length > 0) say(buildText(build.diagnostics, paint));
  if (build.status === 'failed') return 1;

  let show: (events: readonly RawEvent[]) => void = () => {};
  const following = followGadget({
    object: build.artifact.object,
    host: options.host ?? false,
    containerName: options.host ? undefined : options.containername,
    onLoaded({ object, bootOffset, containerOf }) {
      const stream = createGadgetStream({
        tracers: object.tracers,
        bootOffset,
        containerOf,
        output: { mode: options.output, fields: options.fields, width: terminalWidth() },
        onNote: ({ message }) => say(`${paint('yellow', 'note:')} ${message}`),
      });
      const header = stream.header();
      if (options.output === 'columns' && header.trim() === '') {
        say(
          `${paint('yellow', 'note:')} every column of this gadget is hidden; --fields +timestamp shows one.`,
        );
        return;
      }
      process.stdout.write(header);
      show = (events) => void process.stdout.write(events.map(stream.format).join(''));
    },
    onAttached: () => {
      if (process.stderr.isTTY)
        say(paint('dim', 'Listening. Open files in a container to see events; Ctrl-C ends.'));
    },
    onEvents: (events) => show(events),
  });
  for (const end of [signal, outputClosed]) end.addEventListener('abort', following.stop);
  const timer = options.timeout > 0 ? setTimeout(following.stop, options.timeout * 1000) : undefined;
  const result = await following.result.finally(() => clearTimeout(timer));
  if (result.kind === 'refused') {
    say(refusalText(result.refusal, paint));
    return 1;
  }
  if (result.missing) say(`${paint('yellow', 'note:')} ${missingText(result.missing, result.delivered)}`);
  return signal.aborted ? EXIT_CODES.interrupted : 0;
}

function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
}

function missingText(missing: bigint, delivered: bigint): string {
  return `${missing} opens gave no event (${delivered} did): the gadget left them out, or its ring was full.`;
}
