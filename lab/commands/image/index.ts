import type { Command } from 'commander';
import type { Surroundings } from '../../surroundings.ts';
import { addArchiveCommands } from './archive.ts';
import { addBuildCommand } from './build.ts';
import { addInspectCommand } from './inspect.ts';
import { addListCommand } from './list.ts';
import { addNameCommands } from './names.ts';
import { addTransferCommands } from './transfer.ts';

const EXAMPLES = `
Examples:
  $ lab image build -t open .                    this folder becomes an image
  $ lab image tag open 127.0.0.1:5000/me/open    a name with a registry in front
  $ lab image push 127.0.0.1:5000/me/open        now others can run it
  $ lab image list

Names, formats and store are those of \`ig image\`: what you learn here holds
there.
`;

export function addImageCommand(program: Command, surroundings: Surroundings): void {
  const image = program
    .command('image')
    .summary('build, name, push, pull and look into gadget images')
    .description(
      'Gadgets as OCI images (step 03). They are kept in a store of yours; LAB_STORE names another one.',
    )
    .addHelpText('after', EXAMPLES);
  addBuildCommand(image, surroundings);
  addNameCommands(image, surroundings);
  addTransferCommands(image, surroundings);
  addListCommand(image);
  addInspectCommand(image);
  addArchiveCommands(image, surroundings);
}
