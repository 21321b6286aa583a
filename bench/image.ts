import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildImage } from '../grader/image/build-image.ts';
import { startPrivateRegistry } from '../grader/image/registry/private.ts';
import { projectRoot } from '../grader/model/project.ts';
import { makeIg } from './ig.ts';
import { type Figure, sample } from './table.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const run = promisify(execFile);
const LAB = join(projectRoot, 'bin', 'lab.js');

/** Step 03's commands on a program that was just edited, beside the real `ig` on the same one. */
export async function imageCommands(rounds: number): Promise<readonly Figure[]> {
  const workspace = await makeWorkspace('02');
  const folder = await mkdtemp(join(tmpdir(), 'lab-bench-'));
  await mkdir(join(folder, 'registry'));
  const registry = await startPrivateRegistry(join(folder, 'registry'));
  try {
    const env = { ...process.env, LAB_STORE: join(folder, 'store') };
    const lab = (...args: readonly string[]) => run(process.execPath, [LAB, 'image', ...args], { env });
    const name = `${registry.address}/bench`;
    const built = await sample('lab image build, after an edit', rounds, async () => {
      await workspace.edit();
      await lab('build', '-t', name, workspace.directory);
    });
    const pushed = await sample('lab image push, of what was just built', rounds, async () => {
      await lab('push', name);
    });
    return [built, await bareBuild(workspace, rounds), pushed, ...(await realIg(workspace, name, rounds))];
  } finally {
    await registry.stop();
    await workspace.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both architectures, without the command around it. */
function bareBuild(workspace: Workspace, rounds: number): Promise<Figure> {
  return sample('the same, without the start of the command', rounds, async () => {
    await workspace.edit();
    await buildImage({ directory: workspace.directory });
  });
}

async function realIg(
  { directory, edit }: Workspace,
  name: string,
  rounds: number,
): Promise<readonly Figure[]> {
  const ig = await makeIg();
  try {
    const built = await sample('ig image build --local, after an edit', rounds, async () => {
      await edit();
      await ig.run(['image', 'build', '--local', '-t', name, '.'], { cwd: directory });
    });
    const insecure = ['--insecure-registries', name.split('/')[0] ?? ''];
    const pushed = await sample('ig image push', rounds, () => ig.run(['image', 'push', name, ...insecure]));
    return [built, pushed];
  } finally {
    await ig.remove();
  }
}
