import type { WantedFile } from './change.ts';
import { readWorkspaceFile } from './files.ts';
import type { Workspace } from './place.ts';

/** Those of the wanted files that are not in the workspace just so. */
export async function differing(
  workspace: Workspace,
  wanted: ReadonlyMap<string, WantedFile>,
): Promise<ReadonlyMap<string, WantedFile>> {
  const found = await Promise.all(
    [...wanted].map(async ([path, file]) => {
      const now = await readWorkspaceFile(workspace, path);
      return now.kind === 'file' && now.bytes.equals(file.bytes) ? [] : [[path, file] as const];
    }),
  );
  return new Map(found.flat());
}

/** Those of the paths where there is nothing at all. */
export async function absentOf(
  workspace: Workspace,
  wanted: ReadonlyMap<string, WantedFile>,
): Promise<readonly string[]> {
  const found = await Promise.all(
    [...wanted.keys()].map(async (path) => {
      const { kind } = await readWorkspaceFile(workspace, path);
      return kind === 'absent' ? [path] : [];
    }),
  );
  return found.flat();
}
