import { LabError } from '../../grader/model/error.ts';
import type { Workspace } from './place.ts';
import { listSnapshots } from './snapshot.ts';

/** Where the error is that a file of the workspace is missing: the same one, and how to get the file back. */
export async function withWayBack(error: unknown, workspace: Workspace | undefined): Promise<unknown> {
  if (workspace === undefined || !(error instanceof LabError) || error.code !== 'no-program') return error;
  const snapshots = await listSnapshots(workspace).catch(() => []);
  const last = snapshots.findLast(({ files }) => files['program.bpf.c']);
  const undo = last ? `Yours, as of \`${last.reason}\`: lab undo ${last.id}. ` : '';
  return new LabError({
    kind: error.kind,
    code: error.code,
    message: 'Your program is gone: program.bpf.c is not in the workspace.',
    hint: `${undo}The one that the step begins with: lab reset program.bpf.c`,
    cause: error,
  });
}
