import { type Command, Option } from 'commander';
import type { StoredImage } from '../../../grader/image/store/index.ts';
import { say } from './say.ts';

const MODES = ['columns', 'json', 'jsonpretty'] as const;

interface ListOptions {
  readonly output: (typeof MODES)[number];
  readonly json?: boolean;
  /** `--no-trunc`. */
  readonly trunc: boolean;
}

const EXAMPLES = `
Examples:
  $ lab image list
  $ lab image list --json | jq -r '.[].Digest'
`;

export function addListCommand(image: Command): void {
  image
    .command('list')
    .alias('ls')
    .summary('the images that are here')
    .description('The images of your store. Names in the default place are shown without it.')
    .addOption(new Option('-o, --output <mode>', 'how').choices([...MODES]).default('columns'))
    .option('--json', 'the same as -o json')
    .option('--no-trunc', 'whole digests, on a terminal too')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ListOptions) => list(options));
}

/** With `ig`'s names, in its order. */
interface Row {
  readonly Repository: string;
  readonly Tag: string;
  readonly Digest: string;
  readonly Created: string;
}

async function list({ output, json, trunc }: ListOptions): Promise<void> {
  const { openStore } = await import('../../../grader/image/store/index.ts');
  const { shortRepository } = await import('../../../grader/image/name.ts');
  const images = await openStore().list();
  const rows = images.map(({ name, digest, created }: StoredImage): Row => {
    const Repository = name === undefined ? '' : shortRepository(name.repository);
    return { Repository, Tag: name?.tag ?? '', Digest: digest, Created: created ?? '' };
  });
  if (json || output === 'json') say(JSON.stringify(rows));
  else if (output === 'jsonpretty') say(JSON.stringify(rows, null, 2));
  else say(process.stdout.isTTY ? table(rows, trunc) : plain(rows));
}

const HEADER = ['REPOSITORY', 'TAG', 'DIGEST', 'CREATED'] as const;

/** For scripts: whole values, one space between them. */
function plain(rows: readonly Row[]): string {
  return [HEADER, ...rows.map(cells)].map((row) => row.join(' ')).join('\n');
}

function table(rows: readonly Row[], trunc: boolean): string {
  const shown = rows.map((row) => {
    const [repository, tag, digest, created] = cells(row);
    const short = trunc ? digest.replace('sha256:', '').slice(0, 12) : digest;
    return [repository, tag, short, ago(created)];
  });
  const lines = [[...HEADER], ...shown];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ Repository, Tag, Digest, Created }: Row): readonly [string, string, string, string] {
  return [Repository || '<none>', Tag || '<none>', Digest, Created];
}

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** `14 minutes ago`; the time itself where it cannot be read. */
export function ago(created: string, now = Date.now()): string {
  const seconds = Math.floor((now - Date.parse(created)) / 1000);
  if (Number.isNaN(seconds)) return created || 'unknown';
  const unit = UNITS.find(([, length]) => seconds >= length);
  if (unit === undefined) return 'just now';
  const count = Math.floor(seconds / unit[1]);
  return `${count} ${unit[0]}${count === 1 ? '' : 's'} ago`;
}
