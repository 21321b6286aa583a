import type { Command } from 'commander';
import type { ImageName } from '../../../grader/image/name.ts';
import type { Surroundings } from '../../surroundings.ts';
import { createProgress } from '../../terminal/progress.ts';
import { imageLine, say, tell } from './say.ts';

interface TransferOptions {
  readonly insecure?: boolean;
  readonly insecureRegistries?: string;
  readonly authfile?: string;
}

const PUSH_EXAMPLE = `
Examples:
  $ lab image push 127.0.0.1:5000/me/open
  $ lab image push registry.example.org/me/open:v1

A registry that wants to know you: skopeo login registry.example.org, before.
`;
const PULL_EXAMPLE = `
Examples:
  $ lab image pull 127.0.0.1:5000/me/open
  $ lab image pull ttl.sh/9272b90f-a23e-4457-bc84-e3f6106cba31
`;

/** To and from a registry. */
export function addTransferCommands(image: Command, { signal }: Surroundings): void {
  withAccess(image.command('push'))
    .summary('copy an image into its registry')
    .description('Copy an image into the registry that its name begins with.')
    .argument('<name>', 'the name, registry first')
    .addHelpText('after', PUSH_EXAMPLE)
    .action(async (name: string, options: TransferOptions) => push(name, options, signal));
  withAccess(image.command('pull'))
    .summary('fetch an image from its registry')
    .description('Fetch an image from the registry that its name begins with, and verify all of it.')
    .argument('<name>', 'the name, registry first')
    .addHelpText('after', PULL_EXAMPLE)
    .action(async (name: string, options: TransferOptions) => pull(name, options, signal));
}

function withAccess(command: Command): Command {
  return command
    .option('--insecure', 'accept plain HTTP and unknown certificates; on loopback always so')
    .option('--insecure-registries <list>', 'the same for these registries (host:port,…), as `ig` has it')
    .option('--authfile <file>', "logins for registries; else docker's and skopeo's own");
}

async function push(text: string, options: TransferOptions, signal: AbortSignal): Promise<void> {
  const { parseImageName } = await import('../../../grader/image/name.ts');
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const { pushImage } = await import('../../../grader/image/transfer/push.ts');
  await sweep();
  const name = parseImageName(text);
  const image = await openStore({ signal }).read({ kind: 'name', name });
  tell(`Pushing ${text}...`);
  const progress = createProgress();
  progress.stage(`push to ${name.registry}`);
  const digest = await pushImage({ image, name, signal, ...access(name, options) }).finally(progress.end);
  say(`Successfully pushed ${imageLine(name, digest)}`);
}

async function pull(text: string, options: TransferOptions, signal: AbortSignal): Promise<void> {
  const { parseImageName } = await import('../../../grader/image/name.ts');
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const { pullImage } = await import('../../../grader/image/transfer/pull.ts');
  await sweep();
  const name = parseImageName(text);
  tell(`Pulling ${text}...`);
  const progress = createProgress();
  const onStage = progress.stage;
  onStage(`pull from ${name.registry}`);
  const image = await pullImage({ name, signal, onStage, ...access(name, options) }).finally(progress.end);
  await openStore({ signal }).add(image, name.digest === undefined ? name : undefined);
  say(`Successfully pulled ${imageLine(name, image.index.digest)}`);
}

async function sweep(): Promise<void> {
  const { sweepTemp } = await import('../../../grader/build/index.ts');
  await sweepTemp();
}

function access({ registry }: ImageName, { insecure, insecureRegistries, authfile }: TransferOptions) {
  const named = insecureRegistries?.split(',').some((other) => other.trim() === registry) ?? false;
  return { insecure: insecure === true || named, authfile };
}
