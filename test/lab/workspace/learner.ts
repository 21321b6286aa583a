import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type LabOptions, type LabResult, runLab } from '../../support/lab.ts';

/** Somebody who types real commands in a workspace of their own. */
export interface Learner {
  /** Holds the workspace, and whatever a test puts beside it. */
  readonly folder: string;
  readonly root: string;
  path(name: string): string;
  lab(args: readonly string[], options?: LabOptions): Promise<LabResult>;
  /** A command that must end with 0; its output. */
  ok(...args: readonly string[]): Promise<string>;
  /** A command that must end with another code; what it says on stderr. */
  refused(code: number, ...args: readonly string[]): Promise<string>;
  save(name: string, content: string | Uint8Array, mode?: number): Promise<void>;
  bytes(name: string): Promise<Buffer>;
  text(name: string): Promise<string>;
  /** Everything in the workspace that is not the lab's own, see {@link contents}. */
  own(): Promise<Contents>;
  remove(): Promise<void>;
}

/** By path, what is there: mode and bytes of a file, target of a link, kind of anything else. */
export type Contents = Readonly<Record<string, string>>;

export interface LearnerOptions {
  /** The workspace's name. */
  readonly name?: string;
  /** Further words of `lab start`; without any list, nothing is started. */
  readonly start?: readonly string[] | 'not yet';
  readonly project?: string;
}

export async function makeLearner(options: LearnerOptions = {}): Promise<Learner> {
  const { name = 'mygadget', start = [], project } = options;
  const folder = await mkdtemp('/tmp/lab-learner-');
  await chmod(folder, 0o755);
  const root = join(folder, name);
  const path = (name: string): string => join(root, name);
  const own = project === undefined ? {} : { project };
  const lab = async (args: readonly string[], more: LabOptions = {}): Promise<LabResult> => {
    const result = await runLab(args, { cwd: root, ...own, ...more });
    expect(result.stdout + result.stderr).not.toMatch(/this is a bug in the lab|^ {4}at /m);
    return result;
  };
  const learner: Learner = {
    folder,
    root,
    path,
    lab,
    async ok(...args) {
      const { code, stdout, stderr } = await lab(args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      return stdout;
    },
    async refused(wanted, ...args) {
      const { code, stderr } = await lab(args);
      expect({ args, code, stderr }).toMatchObject({ args, code: wanted });
      return stderr;
    },
    async save(name, content, mode) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), content);
      if (mode !== undefined) await chmod(path(name), mode);
    },
    bytes: (name) => readFile(path(name)),
    text: (name) => readFile(path(name), 'utf8'),
    own: () => contents(root),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await mkdir(root);
  if (start !== 'not yet') await learner.ok('start', '.', '--no-git', ...start);
  return learner;
}

/** What is below a folder, apart from the lab's own; folders are left out. */
export async function contents(root: string): Promise<Contents> {
  const names = await readdir(root, { recursive: true });
  const own = names.filter((name) => name !== '.lab' && !name.startsWith('.lab/')).sort();
  const entries = await Promise.all(
    own.map(async (name) => {
      const content = await contentOf(join(root, name));
      return content === undefined ? [] : [[name, content] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
}

async function contentOf(path: string): Promise<string | undefined> {
  const entry = await lstat(path);
  if (entry.isDirectory()) return undefined;
  if (entry.isSymbolicLink()) return `-> ${await readlink(path)}`;
  if (!entry.isFile()) return 'no ordinary file';
  return `${(entry.mode & 0o777).toString(8)} ${(await readFile(path)).toString('latin1')}`;
}
