import { type Command, InvalidArgumentError } from 'commander';
import type { RegistryStatus } from '../../grader/image/registry/index.ts';
import type { Surroundings } from '../surroundings.ts';
import { createProgress } from '../terminal/progress.ts';

const LARGEST_PORT = 65_535;

const EXAMPLES = `
Examples:
  $ lab registry start     a real registry, reachable from this machine only
  $ lab registry status    where it listens
  $ lab registry stop      its images stay for the next start

An image gets there by its name: lab image tag open 127.0.0.1:5000/me/open,
then lab image push 127.0.0.1:5000/me/open.
`;
const START_EXAMPLES = `
Examples:
  $ lab registry start
  $ lab registry start --port 5050

Where it runs already, its address is printed. Exit codes: 0 it runs, 2 the
port is taken or it runs on another one, 3 this machine has no registry.
`;
const STOP_EXAMPLE = `
Example:
  $ lab registry stop

Where none runs there is nothing to do: that is no error.
`;
const STATUS_EXAMPLES = `
Examples:
  $ lab registry status
  $ lab registry status --json | jq -r .address

The exit code is 0 whether it runs or not; scripts read --json.
`;

export function addRegistryCommand(program: Command, { setExitCode, signal }: Surroundings): void {
  const registry = program
    .command('registry')
    .summary('start, stop or find a registry on this machine')
    .description('A real OCI registry on this machine (step 03). It goes on running until it is stopped.')
    .addHelpText('after', EXAMPLES);
  registry
    .command('start')
    .summary('start it, or find it where it is running already')
    .description('Start the registry, or find it where it is running already.')
    .option('-p, --port <number>', 'where it listens; else the last one, 5000, or a free one', port)
    .addHelpText('after', START_EXAMPLES)
    .action(async (options: { readonly port?: number }) => setExitCode(await start(options.port, signal)));
  registry
    .command('stop')
    .summary('stop it; its images stay')
    .description('Stop the registry; its images stay.')
    .addHelpText('after', STOP_EXAMPLE)
    .action(async () => setExitCode(await stop(signal)));
  registry
    .command('status')
    .summary('whether it runs, and where')
    .description('Say whether the registry runs, and where.')
    .option('--json', 'print one JSON document')
    .addHelpText('after', STATUS_EXAMPLES)
    .action(async ({ json }: { readonly json?: boolean }) => setExitCode(await status(json ?? false)));
}

async function start(port: number | undefined, signal: AbortSignal): Promise<number> {
  const { startRegistry } = await import('../../grader/image/registry/index.ts');
  const progress = createProgress();
  progress.stage('starting the registry');
  const { registry, fresh } = await startRegistry({ port, signal }).finally(progress.end);
  say(`The registry ${fresh ? 'listens' : 'listens already'} at ${registry.address}`);
  return 0;
}

async function stop(signal: AbortSignal): Promise<number> {
  const { stopRegistry } = await import('../../grader/image/registry/index.ts');
  say((await stopRegistry(signal)) ? 'The registry is stopped; its images stay.' : 'No registry is running.');
  return 0;
}

async function status(json: boolean): Promise<number> {
  const { registryStatus } = await import('../../grader/image/registry/index.ts');
  const found = await registryStatus();
  say(json ? JSON.stringify(found) : statusText(found));
  return 0;
}

function statusText(status: RegistryStatus): string {
  if (!status.running) return `No registry is running; lab registry start starts one. Images: ${status.data}`;
  const { address, answers, runner, data, log } = status;
  const who = runner.kind === 'program' ? `process ${runner.pid}` : `container ${runner.id.slice(0, 12)}`;
  const head = answers ? `The registry listens at ${address}` : `The registry at ${address} does not answer`;
  return [`${head} (${who})`, `images: ${data}`, `log: ${log}`].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Parser of the option; commander prints its complaint and the lab exits with 2. */
function port(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= LARGEST_PORT) return value;
  throw new InvalidArgumentError(`It must be a number from 1 to ${LARGEST_PORT}.`);
}
