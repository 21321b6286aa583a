import type { Command } from 'commander';
import { note } from '../terminal/note.ts';

const EXAMPLES = `
Examples:
  $ lab                         the same, in a workspace
  $ lab status --dir mygadget   of another folder
  $ lab status --json | jq -r .next
`;

interface StatusOptions {
  readonly dir: string;
  readonly json?: boolean;
}

export function addStatusCommand(program: Command): void {
  program
    .command('status')
    .summary('where am I, what is done, what is next')
    .description('The course as a list: what is passed, where you are, what to do next.')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('--json', 'print one JSON document (docs/status.schema.json)')
    .addHelpText('after', EXAMPLES)
    .action(showStatus);
}

async function showStatus({ dir, json }: StatusOptions): Promise<void> {
  const [{ openWorkspace }, { describeStatus }, { formatStatus }, { planUpdate }, pendings, { outputPage }] =
    await Promise.all([
      import('../workspace/open.ts'),
      import('../workspace/status.ts'),
      import('../workspace/status-text.ts'),
      import('../workspace/update.ts'),
      import('../workspace/pending.ts'),
      import('../terminal/page.ts'),
    ]);
  const { workspace, course, state } = await openWorkspace(dir);
  // Looking needs neither the right to write nor a turn.
  const pending = await pendings.findPending(workspace);
  if (pending && !pendings.isUnderWay(pending)) note(pendings.pendingText(pending));
  // What an update would leave alone is no news: it would stay so for ever.
  const updates = (await planUpdate(workspace, course, state)).filter(({ wanted }) => wanted);
  const status = describeStatus({ workspace, course, state, updates: updates.map(({ path }) => path) });
  process.stdout.write(
    json ? `${JSON.stringify(status, undefined, 2)}\n` : formatStatus(status, outputPage()),
  );
}
