import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findHeaders } from '../../grader/build/headers.ts';
import { projectRoot } from '../../grader/model/project.ts';

/** A project of its own, as set-up leaves one, which a test may break or hand to another user. */
export interface ProjectCopy {
  readonly root: string;
  /** A module cache with the gadget headers, for a user who may not read root's: `GOMODCACHE`. */
  readonly goModCache: string;
  path(relative: string): string;
  /** Changes a file in the copy; `from` must be there. */
  replace(relative: string, from: string, to: string): Promise<void>;
  remove(): Promise<void>;
}

/** What a lab needs to run. */
const PARTS = [
  'bin',
  'dist',
  'bpf',
  'steps',
  'solutions',
  'package.json',
  'build/bpf',
  'build/opener',
  'build/rootfs',
  'build/native/Release/gadget_lab.node',
];

export async function copyProject(): Promise<ProjectCopy> {
  // Not below os.tmpdir(), which a test may have set; everybody may read it.
  const folder = await mkdtemp('/tmp/lab-copy-');
  await chmod(folder, 0o755);
  const root = join(folder, 'project');
  for (const part of PARTS) await cp(join(projectRoot, part), join(root, part), { recursive: true });
  const goModCache = join(folder, 'mod');
  const { gadget, version } = await findHeaders();
  await mkdir(join(goModCache, version), { recursive: true });
  await cp(gadget, join(goModCache, version, 'include'), { recursive: true });
  const path = (relative: string): string => join(root, relative);
  return {
    root,
    goModCache,
    path,
    async replace(relative, from, to) {
      const text = await readFile(path(relative), 'utf8');
      if (!text.includes(from)) throw new Error(`${from} is not in ${relative}`);
      await writeFile(
        path(relative),
        text.replace(from, () => to),
      );
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
