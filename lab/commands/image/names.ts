import type { Command } from 'commander';
import type { Removed } from '../../../grader/image/store/index.ts';
import type { Surroundings } from '../../surroundings.ts';
import { imageLine, say } from './say.ts';

const TAG_EXAMPLE = `
Example:
  $ lab image tag open ttl.sh/$(uuidgen)
`;
const REMOVE_EXAMPLE = `
Examples:
  $ lab image remove open:v1
  $ lab image remove sha256:4b46…    one without a name, by its whole digest
`;

/** To give a name and to take one away. */
export function addNameCommands(image: Command, { signal }: Surroundings): void {
  image
    .command('tag')
    .summary('give an image one more name')
    .description('Give an image one more name. Where another image has it, that one loses it.')
    .argument('<image>', 'a name, or a digest')
    .argument('<name>', 'the new name')
    .addHelpText('after', TAG_EXAMPLE)
    .action(async (source: string, target: string) => tag(source, target, signal));
  image
    .command('remove')
    .alias('rm')
    .summary('take names away; an image without one is deleted')
    .description('Take names away. With its last name an image is deleted, and what only it had.')
    .argument('<images...>', 'names, or digests')
    .addHelpText('after', REMOVE_EXAMPLE)
    .action(async (images: readonly string[]) => remove(images, signal));
}

async function tag(source: string, target: string, signal: AbortSignal): Promise<void> {
  const { parseImageName, parseImageReference } = await import('../../../grader/image/name.ts');
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const name = parseImageName(target);
  const digest = await openStore({ signal }).tag(parseImageReference(source), name);
  say(`Successfully tagged with ${imageLine(name, digest)}`);
}

async function remove(images: readonly string[], signal: AbortSignal): Promise<void> {
  const { parseImageReference } = await import('../../../grader/image/name.ts');
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const references = images.map((text) => ({ text, reference: parseImageReference(text) }));
  const store = openStore({ signal });
  for (const { text, reference } of references)
    say(`Successfully removed ${text}${remark(await store.remove(reference))}`);
}

function remark(removed: Removed): string {
  return removed.kind === 'untagged' ? ' (the image has other names and stays)' : '';
}
