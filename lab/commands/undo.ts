import type { Command } from 'commander';
import { LabError } from '../../grader/model/error.ts';
import type { Surroundings } from '../surroundings.ts';
import { note } from '../terminal/note.ts';
import { painterFor } from '../terminal/paint.ts';
import type { OpenWorkspace } from '../workspace/open.ts';
import type { Snapshot } from '../workspace/snapshot.ts';
import { wholeNumber } from './options.ts';

interface UndoOptions {
  readonly dir: string;
  readonly list?: boolean;
  readonly diff?: boolean;
}

const EXAMPLES = `
Examples:
  $ lab undo             take back the last reset, apply, update or undo
  $ lab undo --list      every snapshot, with its number
  $ lab undo 12 --diff   what going back to number 12 would change
  $ lab undo 12          all your files as they were then

Whatever an undo replaces is kept first, so that an undo can be undone. Each
check keeps the files that it was given, too.
`;

export function addUndoCommand(program: Command, surroundings: Surroundings): void {
  program
    .command('undo')
    .summary('bring back what a reset, an update or you yourself replaced')
    .description(
      'Bring files back from a snapshot; without a number, from before the last change by the lab.',
    )
    .argument('[number]', 'which snapshot', wholeNumber(1))
    .option('-d, --dir <folder>', 'the workspace, or a folder in it', '.')
    .option('-l, --list', 'list the snapshots, newest last')
    .option('--diff', 'show what would change, and change nothing')
    .addHelpText('after', EXAMPLES)
    .action(async (id: number | undefined, options: UndoOptions) => undo(id, options, surroundings.signal));
}

async function undo(id: number | undefined, options: UndoOptions, signal: AbortSignal): Promise<void> {
  const [{ openWorkspace }, { listSnapshots }, { chooseSnapshot }] = await Promise.all([
    import('../workspace/open.ts'),
    import('../workspace/snapshot.ts'),
    import('../workspace/undo.ts'),
  ]);
  const open = await openWorkspace(options.dir);
  if (options.list) return list(await listSnapshots(open.workspace), signal);
  if (options.diff) {
    const chosen = chooseSnapshot(await listSnapshots(open.workspace), id);
    return showDiff(open, chosen, id !== undefined, signal);
  }
  await restore(open, id, signal);
}

async function list(snapshots: readonly Snapshot[], signal: AbortSignal): Promise<void> {
  const [{ snapshotLines }, { outputPage }] = await Promise.all([
    import('../workspace/snapshot-text.ts'),
    import('../terminal/page.ts'),
  ]);
  if (snapshots.length === 0) throw noSnapshots();
  const { page } = await import('../terminal/pager.ts');
  const width = process.stdout.isTTY ? outputPage().width : undefined;
  const lines = snapshotLines(snapshots, new Date(), { ...outputPage(), width });
  await page(`${lines.join('\n')}\n`, { signal });
}

async function showDiff(
  { workspace }: OpenWorkspace,
  snapshot: Snapshot,
  all: boolean,
  signal: AbortSignal,
): Promise<void> {
  const [{ diffText }, { readWorkspaceFile }, { snapshotTexts }, { page }] = await Promise.all([
    import('../terminal/diff.ts'),
    import('../workspace/files.ts'),
    import('../workspace/undo.ts'),
    import('../terminal/pager.ts'),
  ]);
  const paint = painterFor(process.stdout);
  const parts = [...(await snapshotTexts(workspace, snapshot, all))].map(async ([path, after]) => {
    const mine = await readWorkspaceFile(workspace, path);
    const before = mine.kind === 'file' ? mine.bytes.toString() : undefined;
    return diffText({ path, before, after, names: ['now', `snapshot ${snapshot.id}`] }, paint);
  });
  const text = (await Promise.all(parts)).join('');
  await page(text || `Your files are as in snapshot ${snapshot.id}.\n`, { signal });
}

async function restore(
  { workspace, course }: OpenWorkspace,
  id: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const [{ listSnapshots }, { chooseSnapshot, restoreSnapshot }, { inWorkspace }, { coursePaths }] =
    await Promise.all([
      import('../workspace/snapshot.ts'),
      import('../workspace/undo.ts'),
      import('../workspace/lock.ts'),
      import('../workspace/course-paths.ts'),
    ]);
  const paths = await coursePaths(course);
  const { snapshot, restored } = await inWorkspace(workspace, { signal, onNote: note }, async () => {
    const chosen = chooseSnapshot(await listSnapshots(workspace), id);
    const reason = id === undefined ? 'lab undo' : `lab undo ${id}`;
    return {
      snapshot: chosen,
      restored: await restoreSnapshot(workspace, chosen, { reason, paths, all: id !== undefined }),
    };
  });
  process.stdout.write(report(snapshot, restored));
}

function report({ id, kind, reason, moved, current, files }: Snapshot, restored: readonly string[]): string {
  const when = `${kind === 'change' ? 'before' : 'at'} \`${reason}\` (snapshot ${id})`;
  const back = restored.filter((path) => files[path]);
  const gone = restored.filter((path) => !files[path]);
  return [
    ...(back.length > 0 ? [`Back as ${when}: ${back.join(', ')}`] : []),
    ...(gone.length > 0 ? [`Removed, as there was none ${when}: ${gone.join(', ')}`] : []),
    ...(moved ? [`You are at step ${current} again.`] : []),
    'What was there is kept: lab undo takes this back. Further back: lab undo --list\n',
  ].join('\n');
}

function noSnapshots(): LabError {
  return new LabError({
    kind: 'request',
    code: 'nothing-to-undo',
    message: 'There are no snapshots yet.',
    hint: 'each `lab check` and everything that changes files makes one',
  });
}
