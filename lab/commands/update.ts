import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/note.ts';
import { painterFor } from '../terminal/paint.ts';
import type { Update } from '../workspace/update.ts';

interface UpdateOptions {
  readonly dir: string;
  readonly dryRun?: boolean;
}

/** Something is left for the learner to decide. */
const CONFLICTS = 1;

const EXAMPLES = `
Examples:
  $ lab update --dry-run   what a newer course changes in your files
  $ lab update             take it over; lab undo takes it back

After the course itself was updated (git pull in the lab's folder), this brings
its changes into the files that the lab once gave you, line by line, and keeps
your work. Where both changed the same lines you find both, between <<<<<<<
and >>>>>>>; then the exit code is 1.
`;

export function addUpdateCommand(program: Command, { signal, setExitCode }: Surroundings): void {
  program
    .command('update')
    .summary("bring a newer course's changes into your files")
    .description('Merge what the course has changed since into your files, without losing any of your work.')
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('-n, --dry-run', 'only say what would be done')
    .addHelpText('after', EXAMPLES)
    .action(async (options: UpdateOptions) => setExitCode(await update(options, signal)));
}

async function update({ dir, dryRun = false }: UpdateOptions, signal: AbortSignal): Promise<number> {
  const [{ openWorkspace }, { planUpdate, applyUpdate }, { inWorkspace }, { coursePaths }, { readState }] =
    await Promise.all([
      import('../workspace/open.ts'),
      import('../workspace/update.ts'),
      import('../workspace/lock.ts'),
      import('../workspace/course-paths.ts'),
      import('../workspace/state-file.ts'),
    ]);
  const { workspace, course } = await openWorkspace(dir);
  const paths = await coursePaths(course);
  const updates = await inWorkspace(workspace, { signal, onNote: note }, async () => {
    const plan = await planUpdate(workspace, course, await readState(workspace));
    if (!dryRun) await applyUpdate(workspace, plan, paths);
    return plan;
  });
  process.stdout.write(report(updates, dryRun));
  return updates.some(({ kind }) => kind === 'conflicts') ? CONFLICTS : 0;
}

function report(updates: readonly Update[], dryRun: boolean): string {
  if (updates.length === 0) return 'Your files are up to date with the course.\n';
  const lines = updates.map(updateLine);
  if (dryRun) return `${lines.join('\n')}\nNothing was changed: lab update does it.\n`;
  const changed = updates.some(({ wanted }) => wanted !== undefined);
  return `${lines.join('\n')}\n${changed ? 'What was there is kept: lab undo\n' : ''}`;
}

function updateLine({ path, kind, conflicts, why }: Update): string {
  const paint = painterFor(process.stdout);
  switch (kind) {
    case 'taken':
      return `${paint('green', '✓')} ${path}: the course's new version`;
    case 'merged':
      return `${paint('green', '✓')} ${path}: the course's changes are in it, and yours`;
    case 'conflicts': {
      const places = conflicts === 1 ? 'one place' : `${conflicts} places`;
      return `${paint('red', '✗')} ${path}: decide in ${places}, look for <<<<<<<`;
    }
    case 'kept':
      return `${paint('dim', '–')} ${path}: left alone, as ${why}`;
  }
}
