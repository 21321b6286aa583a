import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Surroundings } from '../../surroundings.ts';
import { say } from './say.ts';

const EXPORT_EXAMPLE = `
Example:
  $ lab image export 127.0.0.1:5000/me/open share.oci.tar
`;
const IMPORT_EXAMPLE = `
Example:
  $ lab image import share.oci.tar
`;

/** Images in a file: for where there is no registry. */
export function addArchiveCommands(image: Command, { signal }: Surroundings): void {
  image
    .command('export')
    .summary('write images into a file')
    .description('Write images into a file, a tar archive of an OCI layout.')
    .usage('[options] <image...> <file>')
    .argument('<images-and-file...>', 'the images, then the file')
    .addHelpText('after', EXPORT_EXAMPLE)
    .action(async (words: readonly string[], _options: unknown, command: Command) => {
      const file = words.at(-1);
      if (file === undefined || words.length < 2) return command.error('error: which image into which file?');
      return exportTo(words.slice(0, -1), file, signal);
    });
  image
    .command('import')
    .summary('take images out of a file')
    .description('Take the images out of a file that `lab image export` or `ig image export` wrote.')
    .argument('<file>', 'the archive')
    .addOption(
      new Option('-o, --output <mode>', 'how to list them').choices(['columns', 'json']).default('columns'),
    )
    .addHelpText('after', IMPORT_EXAMPLE)
    .action(async (file: string, { output }: { readonly output: string }) =>
      importFrom(file, output, signal),
    );
}

async function exportTo(images: readonly string[], file: string, signal: AbortSignal): Promise<void> {
  const { parseImageReference } = await import('../../../grader/image/name.ts');
  const { exportImages, openStore } = await import('../../../grader/image/store/index.ts');
  await exportImages(openStore({ signal }), images.map(parseImageReference), resolve(file));
  say(`Successfully exported ${images.join(', ')} to ${file}`);
}

async function importFrom(file: string, output: string, signal: AbortSignal): Promise<void> {
  const { importArchive, openStore } = await import('../../../grader/image/store/index.ts');
  const names = await importArchive(openStore({ signal }), resolve(file));
  say(output === 'json' ? JSON.stringify(names) : ['Successfully imported images:', ...names].join('\n  '));
}
