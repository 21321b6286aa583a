import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImageName } from '../../../grader/image/name.ts';
import { LabError } from '../../../grader/model/error.ts';
import type { Surroundings } from '../../surroundings.ts';
import { painterFor } from '../../terminal/paint.ts';
import { createProgress } from '../../terminal/progress.ts';
import { imageLine, say } from './say.ts';

const EXAMPLES = `
Examples:
  $ lab image build -t open .
  $ lab image build -t ttl.sh/$(uuidgen) ~/mygadget
  $ SOURCE_DATE_EPOCH=0 lab image build .    the same digest every time

Both architectures are compiled, and the module that build.yaml names. Without
-t the image has no name but its digest.

Exit codes: 0 built, 1 it does not compile, 2 the request is wrong, 3 this
machine cannot build it, 130 interrupted.
`;

interface BuildOptions {
  readonly tag?: string;
}

export function addBuildCommand(image: Command, surroundings: Surroundings): void {
  image
    .command('build')
    .summary('compile a folder into an image')
    .description('Compile a gadget for amd64 and arm64, and keep it as an image.')
    .argument('<folder>', 'the folder with program.bpf.c')
    .option('-t, --tag <name>', 'what the image is to be called')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: BuildOptions) => {
      surroundings.setExitCode(await build(resolve(folder), options, surroundings.signal));
    });
}

async function build(directory: string, { tag }: BuildOptions, signal: AbortSignal): Promise<number> {
  const [{ sweepTemp }, { buildImage }, { openStore }, { parseImageName }, { buildText }] = await Promise.all(
    [
      import('../../../grader/build/index.ts'),
      import('../../../grader/image/build-image.ts'),
      import('../../../grader/image/store/index.ts'),
      import('../../../grader/image/name.ts'),
      import('../failure-text.ts'),
    ],
  );
  const name = tag === undefined ? undefined : withoutDigest(parseImageName(tag));
  await sweepTemp();
  const progress = createProgress();
  progress.stage('compile');
  const built = await buildImage({ directory, signal }).finally(progress.end);
  if (built.diagnostics.length > 0)
    process.stderr.write(`${buildText(built.diagnostics, painterFor(process.stderr))}\n`);
  if (built.status === 'failed') return 1;
  await openStore({ signal }).add(built.image, name);
  say(`Successfully built ${imageLine(name, built.image.index.digest)}`);
  return 0;
}

/** The name would promise another image than the one that is built. */
function withoutDigest(name: ImageName): ImageName {
  if (name.digest === undefined) return name;
  throw new LabError({
    kind: 'request',
    code: 'bad-image-name',
    message: `An image cannot be built as ${name.full}: its digest is decided by what is in it.`,
    hint: 'Leave out what begins with @.',
  });
}
