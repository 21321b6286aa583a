import { type Command, Option } from 'commander';
import type { GadgetImage, PlatformImage } from '../../../grader/image/gadget-image.ts';
import type { ImageReference } from '../../../grader/image/name.ts';
import type { Descriptor } from '../../../grader/image/oci/descriptor.ts';
import { clean } from '../../../grader/report/text.ts';
import { say } from './say.ts';

const MODES = ['text', 'json', 'jsonpretty', 'yaml'] as const;

interface InspectOptions {
  readonly output: (typeof MODES)[number];
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab image inspect open
  $ lab image inspect open --json | jq -r .digest

The digest at the top is the image's: that of its index. It is what push prints,
and what a registry knows it by.
`;

export function addInspectCommand(image: Command): void {
  image
    .command('inspect')
    .summary('what is in an image')
    .description('What is in an image. All of it is verified first.')
    .argument('<image>', 'a name, or a digest')
    .addOption(new Option('-o, --output <mode>', 'how').choices([...MODES]).default('text'))
    .option('--json', 'print one JSON document, the same as -o jsonpretty')
    .addHelpText('after', EXAMPLES)
    .action(async (reference: string, options: InspectOptions) => inspect(reference, options));
}

async function inspect(text: string, { output, json }: InspectOptions): Promise<void> {
  const { parseImageReference } = await import('../../../grader/image/name.ts');
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const reference = parseImageReference(text);
  const store = openStore();
  const image = await store.read(reference);
  const { digest } = image.index;
  const names = (await store.list()).flatMap((other) =>
    other.digest === digest ? (other.name?.full ?? []) : [],
  );
  const facts = factsOf(image, reference, names);
  if (json || output === 'jsonpretty') say(JSON.stringify(facts, null, 2));
  else if (output === 'json') say(JSON.stringify(facts));
  else if (output === 'yaml') say((await import('yaml')).stringify(facts).trimEnd());
  else say(textOf(facts).split('\n').map(clean).join('\n'));
}

type Facts = ReturnType<typeof factsOf>;

function factsOf(
  { index, created, platforms }: GadgetImage,
  reference: ImageReference,
  names: readonly string[],
) {
  return {
    digest: index.digest,
    mediaType: index.mediaType,
    size: index.size,
    names: names.length > 0 || reference.kind === 'digest' ? names : [reference.name.full],
    created: created ?? null,
    annotations: index.annotations ?? {},
    platforms: platforms.map(platformFacts),
    metadata: platforms[0]?.metadata ?? null,
  };
}

function platformFacts({ architecture, digest, manifest }: PlatformImage) {
  const { artifactType, config, layers } = manifest;
  return { architecture, os: 'linux', digest, artifactType, config: blob(config), layers: layers.map(blob) };
}

function blob({ mediaType, digest, size }: Descriptor) {
  return { mediaType, digest, size };
}

/** Digests have lines of their own: with little before them they fit into 80 columns. */
function textOf({ digest, names, created, platforms, metadata }: Facts): string {
  const [first, ...others] = names;
  return [
    `digest  ${digest}`,
    `name    ${first ?? '<none>'}`,
    ...others.map((name) => `        ${name}`),
    `created ${created ?? 'unknown'}`,
    ...platforms.flatMap((platform) => ['', ...platformText(platform)]),
    ...(metadata === null
      ? []
      : [
          '',
          'gadget.yaml',
          ...metadata
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}`),
        ]),
  ].join('\n');
}

function platformText({
  architecture,
  digest,
  config,
  layers,
}: Facts['platforms'][number]): readonly string[] {
  const parts = [config, ...layers].flatMap((part, index) => [
    `  ${index === 0 ? 'config' : 'layer'}: ${part.mediaType}, ${part.size} bytes`,
    `    ${part.digest}`,
  ]);
  return [`linux/${architecture}`, '  manifest', `    ${digest}`, ...parts];
}
